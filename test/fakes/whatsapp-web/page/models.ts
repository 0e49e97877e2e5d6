// The observable things of WhatsApp Web: models and collections that say what changed.
import { idText, MsgKey, Wid } from './ids.ts';

type Listener = (...values: unknown[]) => unknown;

export class Emitter {
  readonly #listeners = new Map<string, Listener[]>();

  /** Several events may be named at once, with spaces between. */
  on(names: string, listener: Listener): this {
    for (const name of names.split(' ')) this.#listeners.set(name, [...this.#of(name), listener]);
    return this;
  }

  off(names: string, listener: Listener): this {
    for (const name of names.split(' '))
      this.#listeners.set(
        name,
        this.#of(name).filter((one) => one !== listener),
      );
    return this;
  }

  once(names: string, listener: Listener): this {
    const wrapped = (...values: unknown[]) => {
      this.off(names, wrapped);
      listener(...values);
    };
    return this.on(names, wrapped);
  }

  trigger(name: string, ...values: unknown[]): void {
    for (const listener of this.#of(name)) {
      try {
        listener(...values);
      } catch (error) {
        console.error(`a listener of ${name} failed`, error);
      }
    }
  }

  listenerCount(name: string): number {
    return this.#of(name).length;
  }

  #of(name: string): Listener[] {
    return this.#listeners.get(name) ?? [];
  }
}

/** Never part of a serialized model. */
const HIDDEN = new Set(['collection', 'mediaData', 'mediaObject', 'mediaBlob', 'groupMetadata']);

export class Model extends Emitter {
  declare collection: Collection<Model> | undefined;

  constructor(attributes: object = {}) {
    super();
    Object.assign(this, attributes);
  }

  /** Fires `change:<name>` with model, new and old value, then `change`, here and in the collection. */
  set(attributes: object): void {
    const own = this as unknown as Record<string, unknown>;
    const changed = Object.entries(attributes)
      .filter(([name, value]) => own[name] !== value)
      .map(([name, value]) => ({ name, value, old: own[name] }));
    Object.assign(this, attributes);
    const heard = this.collection ? [this, this.collection] : [this];
    for (const { name, value, old } of changed)
      for (const target of heard) target.trigger(`change:${name}`, this, value, old);
    if (changed.length > 0) for (const target of heard) target.trigger('change', this);
  }

  serialize(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this).filter(([name, value]) => !HIDDEN.has(name) && isData(value)));
  }

  toJSON(): Record<string, unknown> {
    return this.serialize();
  }

  unsafe(): this {
    return this;
  }
}

function isData(value: unknown): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (value instanceof Wid || value instanceof MsgKey || value instanceof Uint8Array || Array.isArray(value))
    return true;
  return typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

export class Collection<M extends Model> extends Emitter {
  readonly modelClass: new (
    attributes?: object,
  ) => M;
  readonly #models = new Map<string, M>();
  readonly #onFind: ((wid: Wid) => object | Promise<object>) | undefined;

  constructor(modelClass: new (attributes?: object) => M, onFind?: (wid: Wid) => object | Promise<object>) {
    super();
    this.modelClass = modelClass;
    this.#onFind = onFind;
  }

  get(id: unknown): M | undefined {
    return id === undefined || id === null ? undefined : this.#models.get(idText(id));
  }

  getModelsArray(): M[] {
    return [...this.#models.values()];
  }

  get length(): number {
    return this.#models.size;
  }

  /** The model that is kept: the one there was under this id, else the new one. */
  add(attributes: object): M {
    const model = attributes instanceof this.modelClass ? attributes : new this.modelClass(attributes);
    const id = idText((model as unknown as { id: unknown }).id);
    const known = this.#models.get(id);
    if (known) return known;
    model.collection = this as unknown as Collection<Model>;
    this.#models.set(id, model);
    this.trigger('add', model);
    return model;
  }

  remove(id: unknown): void {
    const model = this.get(id);
    if (!model) return;
    this.#models.delete(idText(id));
    this.trigger('remove', model);
  }

  async find(id: unknown): Promise<M | undefined> {
    return this.get(id) ?? (this.#onFind ? this.add(await this.#onFind(Wid.from(id))) : undefined);
  }

  async update(id: unknown): Promise<M | undefined> {
    return this.get(id);
  }
}
