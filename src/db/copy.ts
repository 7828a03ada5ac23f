import pg from "pg";
import { to as copyTo } from "pg-copy-streams";

/** COPY takes no parameters: `$1` … stand in the text as quoted literals, to be cast there. */
export async function* copyOut(pool: pg.Pool, sql: string, parameters: readonly string[]): AsyncGenerator<Buffer> {
  const text = sql.replace(/\$(\d+)/g, (_, number: string) => {
    const value = parameters[Number.parseInt(number, 10) - 1];
    if (value === undefined) throw new RangeError(`There is no parameter $${number}.`);
    return pg.escapeLiteral(value);
  });
  const client = await pool.connect();
  let done = false;
  try {
    const stream = client.query(copyTo(`copy (${text}) to stdout (format binary)`));
    for await (const bytes of stream) yield bytes as Buffer;
    done = true;
  } finally {
    // Whoever stops half-way leaves a connection on which rows still come.
    client.release(!done);
  }
}
