-- Which of several movements under one number of the wallet a break is about: our number that stands in the line, if
-- any, and which copy it is. Null: the break is about no line of an account's bill, or is older than this column.
alter table bill_breaks add column movement text;

-- A file that was brought and never proposed goes after a time; what was approved is kept.
grant delete on bill_files to hutong_app;
