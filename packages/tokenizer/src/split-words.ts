/**
 * @file Text to lower-case words and punctuation marks, before WordPiece looks at them.
 * @source BERT's BasicTokenizer (google-research/bert, Apache-2.0), uncased: the order of steps is that of Hugging Face's
 *   tokenizers, which our golden vectors were made with.
 */

// What BERT calls control characters: Unicode's C* (format, private and unassigned included), except tab and line ends.
const CONTROL = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\uFFFD]/gu;
const WHITE_SPACE = /[\s\p{White_Space}\p{Zs}]+/gu;
const CJK = new RegExp(
  [
    "[\\u{4E00}-\\u{9FFF}\\u{3400}-\\u{4DBF}\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}",
    "\\u{2B740}-\\u{2B81F}\\u{2B820}-\\u{2CEAF}\\u{F900}-\\u{FAFF}\\u{2F800}-\\u{2FA1F}]",
  ].join(""),
  "gu",
);
const ACCENT = /\p{Mn}/gu;
// All of ASCII that is neither letter, digit nor space, and Unicode's P*.
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/gu;

/** The words and punctuation marks of `text`, lower-cased, without accents. Each CJK character is a word of its own. */
export function splitWords(text: string): string[] {
  const spaced = text
    .replace(/[\t\n\r]/g, " ")
    .replace(CONTROL, "")
    .replace(WHITE_SPACE, " ")
    .replace(CJK, " $& ")
    .normalize("NFD")
    .replace(ACCENT, "")
    .toLowerCase()
    .replace(PUNCTUATION, " $& ");
  return spaced.split(WHITE_SPACE).filter((word) => word !== "");
}
