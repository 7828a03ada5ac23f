import type { BookCheck } from "#ledger";

/** What the books must agree with where the wallet itself holds and shares. `$1` is the bucket. */
export const shareChecks: readonly BookCheck[] = [
  {
    name: "collected commission holds what shares and their returns say",
    sql: `with said as (
        select s.store, s.wallet_account, s.currency, sum(s.amount - s.returned) as amount
        from shares s join releases r on r.bucket = s.bucket and r.payment = s.payment
        where s.bucket = $1 and s.state <> 'refused' group by 1, 2, 3
      ), held as (
        select book, held_at, currency, credits - debits as amount from accounts
        where bucket = $1 and code = 'commission_collected'
      )
      select coalesce(h.book, s.store) as about,
        format('account holds %s, shares say %s', coalesce(h.amount, 0), coalesce(s.amount, 0)) as detail
      from held h full join said s on s.store = h.book and s.wallet_account = h.held_at and s.currency = h.currency
      where coalesce(h.amount, 0) <> coalesce(s.amount, 0)`,
  },
  {
    name: "a release that a wallet was told of stands, or somebody looks after it",
    sql: `select w.payment as about, 'is ' || w.state ||
        case when r.payment is null then ', has no release' else ', has a release' end as detail
      from wallet_releases w left join releases r on r.bucket = w.bucket and r.payment = w.payment
      where w.bucket = $1 and ((w.state = 'released') <> (r.payment is not null)
        or r.gross <> w.gross or r.commission <> w.commission
        or w.state in ('sharing', 'releasing') and not exists (
          select 1 from settlement_due d where d.bucket = w.bucket and d.kind = 'release' and d.subject = w.payment))`,
  },
  {
    name: "a share that has not ended is looked after, and its returns add up",
    sql: `select s.id as about,
        'is ' || s.state || ', coming back ' || s.coming_back || ', back ' || s.returned as detail
      from shares s left join (
        select share, coalesce(sum(amount) filter (where state in ('sending', 'processing')), 0) as coming_back,
          coalesce(sum(amount) filter (where state = 'returned'), 0) as returned
        from share_returns where bucket = $1 group by share
      ) b on b.share = s.id
      where s.bucket = $1 and (s.coming_back <> coalesce(b.coming_back, 0) or s.returned <> coalesce(b.returned, 0)
        or s.state in ('sending', 'processing') and not exists (
          select 1 from settlement_due d where d.bucket = s.bucket
            and (d.kind = 'share' and d.subject = s.id or d.kind = 'release' and d.subject = s.payment)))`,
  },
];
