/**
 * Settings of the embedded server, given on its command line so that a newer Hutong's choice counts at the next start.
 * Durability is never traded: fsync, full_page_writes and synchronous_commit stay on.
 */
export const settings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  shared_buffers: "256MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  // Fewer checkpoints, fewer full-page images: recovery from 2 GB of log still takes seconds.
  max_wal_size: "2GB",
  min_wal_size: "128MB",
  checkpoint_timeout: "15min",
  checkpoint_completion_target: "0.9",
  // The money path runs short, known statements: compiling them costs more than it saves.
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] %q%u@%d ",
  password_encryption: "scram-sha-256",
  idle_in_transaction_session_timeout: "60s",
};

/** Command-line arguments for `postgres`. */
export function serverArguments(data: string, port: number, over: Readonly<Record<string, string>>): string[] {
  const all = { ...settings, port: String(port), ...over };
  return ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
