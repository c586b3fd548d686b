// Numbers written as words, and units of time.
import { stem } from './stem.js';

const english: Record<string, number> = {
  zero: 0,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  tenth: 10,
  ninth: 9,
  fifth: 5,
  eighth: 8,
  eleventh: 11,
};

/** The value of an English number word; undefined for any other word. */
export function englishNumber(word: string): number | undefined {
  return Object.hasOwn(english, word) ? english[word] : undefined;
}

const hanDigits = '〇一二三四五六七八九';
const hanUnits: Record<string, number> = { 十: 10, 百: 100, 千: 1000, 万: 10_000 };

export function isHanDigit(char: string): boolean {
  return (
    char !== '' && (hanDigits.includes(char) || '零两半'.includes(char) || Object.hasOwn(hanUnits, char))
  );
}

/** The value of a run of Chinese digits: 七十五 -> 75, 七五 -> 75, 两 -> 2. */
export function hanNumber(text: string): number {
  let total = 0;
  let current = 0;
  for (const char of text) {
    const unit = Object.hasOwn(hanUnits, char) ? hanUnits[char] : undefined;
    if (unit !== undefined) {
      total += (current || 1) * unit;
      current = 0;
    } else if (char === '半') total += 0.5;
    else if (char === '两') current = 2;
    else current = current * 10 + Math.max(0, hanDigits.indexOf(char));
  }
  return total + current;
}

const unitsOfTime: Record<string, number> = {
  ms: 0.001,
  millisecond: 0.001,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  min: 60,
  mins: 60,
  minute: 60,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hour: 3600,
  day: 86400,
  毫秒: 0.001,
  秒: 1,
  秒钟: 1,
  分: 60,
  分钟: 60,
  小时: 3600,
  个小时: 3600,
  钟头: 3600,
  个钟头: 3600,
  天: 86400,
};

/** The words of the units of time, English and Chinese. */
export const unitWords: readonly string[] = Object.keys(unitsOfTime);

const byStem = new Map(Object.entries(unitsOfTime).map(([unit, seconds]) => [stem(unit), seconds]));

/** Seconds in a unit of time, by its stem or its Chinese word; undefined for any other word. */
export function secondsIn(unit: string): number | undefined {
  return byStem.get(unit);
}
