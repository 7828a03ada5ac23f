/**
 * What the chain is about: tables that are only added to, by the columns that never change. Whatever changes later has
 * an entry of its own for the change. Each query answers `key` and `body`, oldest first.
 */
export const auditSources: Readonly<Record<string, string>> = {
  opening_move: `select m.opening || ' ' || m.version as key, m.at,
    jsonb_build_array(m.opening, m.version, m.marketplace, m.event, m.from_state, m.to_state, m.effective_at, m.by_whom,
      m.why, m.at) as body from opening_moves m`,
  proposal: `select p.opening || ' ' || p.n as key, p.at,
    jsonb_build_array(p.opening, p.n, p.act, p.input, p.why, p.proposer_kind, p.proposer, p.at) as body
    from opening_proposals p`,
  proposal_decided: `select p.opening || ' ' || p.n as key, p.decided_at as at,
    jsonb_build_array(p.opening, p.n, p.state, p.decided_by, p.decided_why, p.decided_at) as body
    from opening_proposals p where p.state <> 'pending'`,
  activation_move: `select m.activation || ' ' || m.n as key, m.at,
    jsonb_build_array(m.activation, m.n, m.marketplace, m.from_state, m.to_state, m.sub_merchant, m.by_whom, m.why, m.at)
    as body from activation_moves m`,
  membership: `select m.id as key, m.created_at as at,
    jsonb_build_array(m.id, m.person, m.marketplace, m.merchant, m.store, m.role, m.created_by, m.created_at) as body
    from memberships m`,
  membership_ended: `select m.id as key, m.ended_at as at, jsonb_build_array(m.id, m.ended_at) as body
    from memberships m where m.ended_at is not null`,
  sign_in: `select s.id as key, s.at, jsonb_build_array(s.id, s.login, s.person, s.outcome, s.address, s.at) as body
    from sign_ins s`,
};
