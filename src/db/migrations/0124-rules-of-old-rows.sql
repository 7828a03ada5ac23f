-- outside a transaction
-- What stood before the constraints of 0111, 0112, 0116 and 0119.
alter table refunds validate constraint counted_whole;
alter table api_keys validate constraint addresses_few;
alter table settlement_terms validate constraint release_from_known;
alter table settlement_terms validate constraint ship_within_days_few;
alter table settlement_terms validate constraint after_delivery_few;
alter table shipment_events validate constraint parcels_few;
alter table releases validate constraint counted_from_known;
alter table agreements validate constraint renewal_whole;
alter table agreements validate constraint renewal_by_two;
alter table agreement_steps validate constraint agreement_steps_event_check;
