// What does the page say, in the language of its visitor?

/** Texts stand in data-text-… attributes of an element, rendered and translated by the server. */
export class Texts {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.language = element.ownerDocument.documentElement.lang || "de";
    this.#words = element.dataset;
    const timeZone = element.dataset.timeZone || undefined;
    const clock = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23", timeZone };
    this.#clock = new Intl.DateTimeFormat("en", clock);
    this.#time = new Intl.DateTimeFormat(this.language, { hour: "2-digit", minute: "2-digit", timeZone });
    this.#day = new Intl.DateTimeFormat(this.language, { weekday: "short", day: "numeric", month: "short", timeZone });
    this.#numbers = new Intl.NumberFormat(this.language);
    this.#plural = new Intl.PluralRules(this.language);
  }

  #words;
  #clock;
  #time;
  #day;
  #numbers;
  #plural;

  /**
   * @param {string} name  as in data-text-<name>
   * @param {Object<string, string | number>} values  for {placeholders}; numbers are written as people do
   * @returns {string}
   */
  say(name, values = {}) {
    return this.#word(name).replace(/\{(\w+)\}/g, (_, key) => {
      const value = values[key] ?? "";
      return typeof value === "number" ? this.number(value) : value;
    });
  }

  /** @param {string} name with data-text-<name>-one and …-other @param {number} count @param {object} values */
  count(name, count, values = {}) {
    return this.say(`${name}-${this.#plural.select(count) === "one" ? "one" : "other"}`, { count, ...values });
  }

  /** @param {number} value @returns {string} */
  number(value) {
    return this.#numbers.format(value);
  }

  /** @param {Date} moment @returns {string} hours and minutes at the event */
  time(moment) {
    return this.#time.format(moment);
  }

  /** @param {Date} moment @returns {string} the day at the event, in short */
  day(moment) {
    return this.#day.format(moment);
  }

  /** @param {Date} now @returns {number} seconds since 1970 at which the event's present day began */
  dayStart(now) {
    const seconds = Math.floor(now.getTime() / 1000);
    const start = seconds - this.#secondsOfDay(seconds);
    // On the two days a year that have 23 or 25 hours, midnight was an hour off.
    const off = this.#secondsOfDay(start);
    return off > 43200 ? start + 86400 - off : start - off;
  }

  #secondsOfDay(seconds) {
    const parts = this.#clock.formatToParts(new Date(seconds * 1000));
    const part = (type) => Number(parts.find((entry) => entry.type === type).value);
    return part("hour") * 3600 + part("minute") * 60 + part("second");
  }

  #word(name) {
    const key = `text-${name}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    return this.#words[key] ?? "";
  }
}
