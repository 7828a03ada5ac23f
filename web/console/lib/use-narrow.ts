import { useEffect, useState } from "react";

/** Whether the page is narrower than a desk: the menu is a drawer then, and lists show fewer columns. */
export function useNarrow(below = 992): boolean {
  const query = `(max-width: ${below - 1}px)`;
  const [narrow, setNarrow] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const look = (): void => setNarrow(media.matches);
    media.addEventListener("change", look);
    return () => media.removeEventListener("change", look);
  }, [query]);
  return narrow;
}
