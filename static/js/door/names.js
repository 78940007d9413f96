/** Whom does a part of a name mean? Umlauts, accents and one typo in a word are forgiven, as on the server. */

const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
const SPELLED_OUT = /(?<=[aou])e/g; // "Mueller" is "Müller" is "Muller"
const LEAST_FOR_TYPO = 4; // letters of a word in which one may be wrong

/**
 * @param {string} text - a name, or a part of one
 * @returns {string} in plain small letters
 */
export function folded(text) {
  const letters = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return letters.replace(/[ßæœøłđðþı]/g, (sign) => PLAIN[sign]).replace(SPELLED_OUT, "");
}

/**
 * Find people; those whose name is meant as it was typed come first.
 *
 * @template {{folded: string}} Person
 * @param {Person[]} people - with names as `folded` gives them
 * @param {string} search - what was typed
 * @param {number} most - how many at most
 * @returns {Person[]} the best first
 */
export function find(people, search, most) {
  const words = folded(search).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const exact = people.filter((person) => words.every((word) => person.folded.includes(word)));
  exact.sort((one, other) => rank(one, words) - rank(other, words));
  if (exact.length) return exact.slice(0, most);
  const near = (person) => words.every((word) => isNear(word, person.folded));
  return people.filter(near).slice(0, most);
}

/** A word that begins as it was typed is more likely meant than one that holds it somewhere. */
function rank(person, words) {
  return words.filter((word) => !` ${person.folded}`.includes(` ${word}`)).length;
}

function isNear(word, text) {
  if (text.includes(word)) return true;
  if (word.length < LEAST_FOR_TYPO) return false;
  return text.split(/[\s-]+/).some((candidate) => isPrefixWithTypo(word, candidate));
}

/** Whether a word begins as it was typed, but for one letter that is wrong, missing, too much, or changed places. */
function isPrefixWithTypo(word, candidate) {
  let at = 0;
  while (at < word.length && word[at] === candidate[at]) at += 1;
  const rest = word.slice(at);
  const there = candidate.slice(at);
  return (
    there.slice(1).startsWith(rest.slice(1)) ||
    there.slice(1).startsWith(rest) ||
    there.startsWith(rest.slice(1)) ||
    (rest.length > 1 && there.startsWith(rest[1] + rest[0] + rest.slice(2)))
  );
}
