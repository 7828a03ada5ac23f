import { useEffect, useState } from "preact/hooks";

/** The path that is shown, and how to go to another without loading the page anew. */
export function usePath(): [string, (path: string) => void] {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = (to: string) => {
    const [toPath = "/", anchor] = to.split("#");
    if (toPath !== location.pathname) {
      history.pushState(null, "", to);
      setPath(toPath);
      if (anchor === undefined) scrollTo(0, 0);
    }
    if (anchor !== undefined) requestAnimationFrame(() => document.getElementById(anchor)?.scrollIntoView());
  };
  return [path, go];
}
