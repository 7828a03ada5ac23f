/**
 * SQL of how far an order's parcels are, from all that was told of them in whatever order it came. A parcel that only
 * went back was never sent; one that the carrier signed off counts as sent. `named`: in how many the order goes, as the
 * marketplace or its carrier told it last, else as the store did. `counted`: as others than the store told it, since a
 * store that names too few would be paid sooner. `signed_at`: when the house heard the last of what makes it all.
 * `as_of` names a parameter: as it stood then, or null for now.
 */
export const parcelsOf = (order: { bucket: string; id: string; as_of: string }): string => {
  const told = `bucket = ${order.bucket} and order_id = ${order.id}
    and (${order.as_of}::timestamptz is null or heard_at <= ${order.as_of})`;
  return `select count(*) filter (where sent)::int as sent,
      count(*) filter (where signed_at is not null)::int as signed,
      named.parcels as named, counted.parcels as counted, greatest(max(signed_at), counted.heard_at) as signed_at
    from (select 1) as always
    left join (
      select bool_or(state <> 'returned') as sent, case when not bool_or(state = 'returned')
        then min(heard_at) filter (where state = 'delivered' and not by_store) end as signed_at
      from shipment_events where ${told} group by carrier, number
    ) parcel on true
    left join lateral (
      select parcels from shipment_events where ${told} and parcels is not null
      order by by_store, heard_at desc, id desc limit 1
    ) named on true
    left join lateral (
      select parcels, heard_at from shipment_events where ${told} and parcels is not null and not by_store
      order by heard_at desc, id desc limit 1
    ) counted on true
    group by named.parcels, counted.parcels, counted.heard_at`;
};

/** All that is under way was signed for, and somebody other than the store said that this is all of it. */
export const allSigned = (parcels: string): string =>
  `coalesce(${parcels}.signed > 0 and ${parcels}.signed >= greatest(${parcels}.sent, ${parcels}.counted), false)
   and ${parcels}.counted is not null`;
