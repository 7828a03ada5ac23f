/**
 * Some components make small style sheets (a locked scroll bar, say) without the nonce that the others carry. Only our
 * own scripts run here, so what they make is ours: each sheet gets the nonce when it is made.
 */
export function carryNonce(nonce: string): void {
  const make = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const made = make(name, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  }) as typeof document.createElement;
}
