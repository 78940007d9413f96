/** How does a helper let somebody in who has not registered, with network and without? */

/** The form for whoever has no badge yet. */
export class WalkIn {
  #field;
  #alike;

  /**
   * @param {(name: string) => HTMLElement} part - of the door's page
   * @param {{find: (name: string) => object[], item: (person: object) => HTMLElement,
   *   admit: (details: object) => Promise<boolean>}} door - whom a name means here; how a person is shown, to be picked;
   *   lets somebody in, true when that is settled
   */
  constructor(part, door) {
    Object.assign(this, { section: part("walk-in"), form: part("walk-in-form"), part, door });
    this.#field = (name) => this.form.elements.namedItem(name);
    this.#alike = part("alike");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field("name").addEventListener("input", () => this.#forget());
    this.#alike.addEventListener("click", () => this.#close()); // somebody was picked, and the door sees to it
  }

  /** Take over what was looked for in vain. */
  suggest(name) {
    if (!this.section.open) this.#field("name").value = name;
  }

  async #submit() {
    const details = {
      name: this.#field("name").value.trim(),
      organisation: this.#field("organisation").value.trim(),
      tracking: this.#field("tracking").checked ? "y" : "",
      projector: this.#field("projector").checked ? "y" : "",
    };
    const alike = this.#field("is_new").value ? [] : this.door.find(details.name);
    if (alike.length) {
      this.#ask(alike);
      return;
    }
    if (await this.door.admit({ ...details, is_new: "y" })) this.#close();
  }

  #ask(people) {
    this.#field("is_new").value = "y";
    this.#alike.replaceChildren(...people.map(this.door.item));
    this.part("alike-question").hidden = false;
  }

  #forget() {
    this.#field("is_new").value = "";
    this.#alike.replaceChildren();
    this.part("alike-question").hidden = true;
  }

  #close() {
    this.form.reset();
    this.#forget();
    this.section.open = false;
  }
}
