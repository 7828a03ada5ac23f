import { domainToUnicode } from "node:url";

/** Letters that look like a Latin one, by what they look like. A small part of Unicode's confusables, by hand. */
const alike: Readonly<Record<string, string>> = {
  ...{ а: "a", ɑ: "a", α: "a", à: "a", á: "a", â: "a", ä: "a", å: "a", ạ: "a", ā: "a", ą: "a", ӓ: "a" },
  ...{ Ь: "b", ь: "b", ƅ: "b", ʙ: "b", ḅ: "b", с: "c", ϲ: "c", ç: "c", ć: "c", ƈ: "c", ԁ: "d", ɗ: "d", ḍ: "d", đ: "d" },
  ...{ е: "e", ё: "e", é: "e", è: "e", ê: "e", ë: "e", ē: "e", ė: "e", ę: "e", ẹ: "e", ҽ: "e" },
  ...{ ɡ: "g", ġ: "g", ǵ: "g", һ: "h", ḥ: "h", ĥ: "h", і: "i", ı: "i", í: "i", ì: "i", ï: "i", ị: "i", ɩ: "i" },
  ...{ ј: "j", ʝ: "j", к: "k", κ: "k", ḳ: "k", ӏ: "l", ł: "l", ḷ: "l", ʟ: "l", м: "m", ṃ: "m", ɱ: "m" },
  ...{ п: "n", ո: "n", ñ: "n", ṇ: "n", ń: "n", о: "o", ο: "o", օ: "o", ó: "o", ò: "o", ö: "o", ọ: "o", ő: "o", σ: "o" },
  ...{ р: "p", ρ: "p", ԛ: "q", ɋ: "q", г: "r", ṛ: "r", ѕ: "s", ś: "s", ṣ: "s", ș: "s", т: "t", τ: "t", ṭ: "t", ț: "t" },
  ...{ υ: "u", ս: "u", ü: "u", ú: "u", ù: "u", ụ: "u", ν: "v", ѵ: "v", ṿ: "v", ԝ: "w", ѡ: "w", ẉ: "w", ω: "w" },
  ...{ х: "x", χ: "x", ẋ: "x", у: "y", ү: "y", ý: "y", γ: "y", ỵ: "y", ᴢ: "z", ž: "z", ẓ: "z", ż: "z" },
  ...{ "0": "o", "1": "l", "3": "e", "5": "s", "7": "t", "8": "b" },
};

/** What a name looks like to a person: letters that are alike are the same, marks and hyphens are gone. */
export function skeleton(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const letters = [...plain].map((letter) => alike[letter] ?? letter).join("");
  // "rn" is read as m, "vv" as w, and i and l are one stroke.
  return letters.replaceAll("rn", "m").replaceAll("vv", "w").replaceAll("i", "l").replaceAll("-", "");
}

/** As people read it: xn--… is written out. */
export const readable = (host: string): string => domainToUnicode(host) || host;

/** A name that mixes scripts within one label, or holds what is no letter of any. Chinese with Latin is common. */
export function mixesScripts(host: string): boolean {
  return readable(host)
    .split(".")
    .some((label) => {
      const latin = /\p{Script=Latin}/u.test(label);
      const others = [/\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u];
      const strange = others.filter((script) => script.test(label)).length;
      return strange > 1 || (latin && strange > 0);
    });
}

const secondLevel = new Set(["com", "net", "org", "gov", "edu", "ac", "co", "mil"]);

/** The part that somebody registered: the last two labels, or three below com.cn and its like. A rule of thumb. */
export function registrable(host: string): string {
  const labels = host.split(".");
  const [zone = "", top = ""] = labels.slice(-2);
  const three = top.length === 2 && (secondLevel.has(zone) || zone.length <= 2) && labels.length > 2;
  return labels.slice(three ? -3 : -2).join(".");
}

/** Without these signs at its end; a pattern would begin anew at each of them, and strangers write many. */
export function withoutEnd(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Whether one letter more, less, another, or two swapped make one name of the other. */
export function oneApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}

/** Of two names one apart: whether one letter stands in another's place. */
export function differsInOne(a: string, b: string): boolean {
  return a.length === b.length && [...a].filter((letter, i) => letter !== b[i]).length === 1;
}
