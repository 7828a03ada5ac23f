-- Deliveries that are over and old are trimmed, as repeat keys and wallets' numbers are.
grant delete on webhook_deliveries to hutong_app;
