import { useEffect, useState } from "preact/hooks";

/** Where the phone is; it stands in the address, so that links open it and Back works. */
export type Place = {
  wallet: string | null;
  code: string | null;
  /** The wallet's app shows its owner's code. */
  mine?: boolean;
};

function readPlace(): Place {
  const query = new URLSearchParams(location.search);
  const code = query.get("code");
  const place = { wallet: query.get("wallet"), code: code === null || code.trim() === "" ? null : code.trim() };
  return query.get("mine") === "1" ? { ...place, mine: true } : place;
}

function addressOf({ wallet, code, mine }: Place): string {
  const query = new URLSearchParams();
  if (wallet !== null) query.set("wallet", wallet);
  if (code !== null) query.set("code", code);
  if (mine) query.set("mine", "1");
  const text = query.toString();
  return text === "" ? "/phone" : `/phone?${text}`;
}

export function usePlace(): [Place, (to: Place) => void] {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const follow = () => setPlace(readPlace());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = (to: Place) => {
    history.pushState(null, "", addressOf(to));
    setPlace(to);
  };
  return [place, go];
}
