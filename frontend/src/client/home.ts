/** The page of a job: four questions at a glance, proven before they are shown, polled. */

import { ApiError } from "../lib/api.ts";
import { personFingerprint } from "../lib/directory.ts";
import { el, fill, find } from "../lib/dom.ts";
import type { ClientIdentity } from "../lib/identity.ts";
import { showCheckpoint } from "../lib/showing.ts";
import { explain } from "../lib/words.ts";
import { AcknowledgeView } from "./acknowledge_view.ts";
import { AgreementView } from "./agreement_view.ts";
import * as calls from "./calls.ts";
import { sealIdentity } from "./devices.ts";
import { endView } from "./end_view.ts";
import { keptFiles } from "./files_view.ts";
import { freshPage } from "./fresh_page.ts";
import { KeepView } from "./keep_view.ts";
import { keep } from "./kept.ts";
import { keptLogins } from "./kept_view.ts";
import type { Page, PageFile, PageLogin } from "./page.ts";
import { judgePeople, type Proven, Publication, prove } from "./proofs.ts";
import { risksOf } from "./risk_view.ts";
import { alarm, attempt, section, tell } from "./screens.ts";
import { SealView } from "./seal_view.ts";
import { keptThings, timeline, waitingDevices, whereabouts } from "./timeline_view.ts";
import { type Host, signAct, type Visit } from "./visit.ts";
import { home as t, t as word } from "./words.ts";

const PAUSE = 5000;
const PUBLIC_EVERY = 6; // polls: the public checkpoint is looked at every half minute

/** One open page. */
export class Home {
  readonly #visit: Visit;
  readonly #host: Host;
  readonly #publication = new Publication();
  readonly #where = el("div");
  readonly #touched = el("div");
  readonly #kept = el("div");
  readonly #devices = el("div");
  readonly #end = el("div");
  readonly #fetched = el("div");
  #ended = "";
  readonly #agreement: AgreementView;
  readonly #seal: SealView;
  readonly #acknowledge: AcknowledgeView;
  readonly #keep: KeepView;
  #page: Page | undefined;
  #proven: Proven | undefined;
  #loading: Promise<void> = Promise.resolve();
  #open = true;
  #quiet = false;
  #polls = 0;

  constructor(visit: Visit, host: Host) {
    this.#visit = visit;
    this.#host = host;
    const judge = () => this.#load().then(() => this.#judge());
    const changed = (message: string) => this.#said(message);
    const around = { identity: () => this.#identity(), judge, changed };
    this.#acknowledge = new AcknowledgeView(around);
    this.#agreement = new AgreementView(visit, { identity: around.identity, said: changed });
    [this.#seal, this.#keep] = [new SealView(around), new KeepView(around)];
  }

  /** Load, prove and show the page; then poll it. Raise ApiError (404) without a session. */
  async start(): Promise<void> {
    await this.#load();
    if (this.#page === undefined) return;
    const page = this.#page;
    const heading = el("h1", { tabindex: "-1" }, word("job", { number: page.job.number }));
    fill(
      find("content", HTMLElement),
      heading,
      this.#devices,
      this.#acknowledge.element,
      section(t("where"), "map-pin", this.#where),
      section(t("give"), "lock", this.#seal.element, this.#keep.element),
      section(t("agreement"), "fingerprint", this.#agreement.element),
      section(t("touched"), "eye", this.#touched),
      section(t("kept"), "archive", this.#kept),
      this.#end,
    );
    heading.focus();
    void this.#poll();
  }

  async #poll(): Promise<void> {
    while (this.#open) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (this.#open && !this.#quiet && !document.hidden) await this.#refresh();
    }
  }

  async #refresh(): Promise<void> {
    try {
      await this.#watch();
      await this.#load();
      if (this.#polls % PUBLIC_EVERY === 0) await this.#judge();
    } catch (error) {
      if (!this.#open || this.#quiet) return; // what it asked for is being destroyed
      if (error instanceof ApiError && error.status === 404) this.#leave(false);
      else tell(explain(error));
    }
  }

  async #watch(): Promise<void> {
    const head = this.#visit.pins.checkpoint;
    this.#polls += 1;
    if (head === undefined || this.#proven === undefined || this.#polls % PUBLIC_EVERY !== 1)
      return;
    await this.#publication.look(this.#proven.log, head);
    if (this.#publication.late) alarm(t("late"));
  }

  /** Load the page, one answer after the other: each is proven from what was known before it. */
  #load(): Promise<void> {
    const next = this.#loading.catch(() => undefined).then(() => this.#loadOnce());
    this.#loading = next;
    return next;
  }

  async #loadOnce(): Promise<void> {
    const mark = this.#page?.mark ?? "";
    const fresh = await freshPage(this.#visit.pins, mark, this.#publication.size);
    if (fresh !== undefined) await this.#prove(fresh.page, fresh.joined);
  }

  async #prove(page: Page, asked: number): Promise<void> {
    const { pins } = this.#visit;
    try {
      this.#proven = await prove(page, this.#visit);
      if (pins.checkpoint !== undefined) this.#publication.join(page, pins.checkpoint, asked);
    } catch (error) {
      this.#proven = undefined; // what was proven before is not judged again
      alarm(t("altered", { why: explain(error) }));
      void showCheckpoint(pins);
      this.#seal.update(page, undefined, error);
      return;
    }
    this.#page = page;
    await this.#remember(this.#proven);
    this.#render(page, this.#proven);
  }

  /** Keep who was on the job when this browser claimed: others need a yes later. */
  async #remember({ people }: Proven): Promise<void> {
    const { kept, fresh } = this.#visit;
    if (kept === undefined || people === undefined || fresh !== true) return;
    this.#visit.fresh = false;
    const listed = people.map(({ person }) => personFingerprint(person));
    this.#visit.kept = { ...kept, people: listed };
    // At the counter there is no receipt, and nothing stays.
    if (kept.receipt.length > 0) await keep(this.#visit.kept).catch(() => undefined);
    await this.#judge();
  }

  /** Judge the people again: while a page is open the receipt learns them, and a list expires. */
  async #judge(): Promise<void> {
    const [page, proven] = [this.#page, this.#proven];
    if (page === undefined || proven === undefined) return;
    this.#proven = { ...proven, ...(await judgePeople(page, this.#visit)) };
    this.#seal.update(page, this.#proven.people, this.#proven.peopleError);
    this.#keep.update(page, this.#proven.people);
  }

  #render(page: Page, proven: Proven): void {
    const names = new Map((proven.people ?? []).map(({ person }) => [person.id, person.name]));
    fill(this.#where, ...whereabouts(page, names));
    fill(this.#touched, ...timeline(page, proven.events));
    const files = keptFiles(page, (file) => this.#withdraw(file));
    const keeps = keptLogins(page, this.#visit, this.#keep.around);
    fill(this.#kept, ...keptThings(page, names, (each) => this.#destroy(each)), ...keeps, ...files);
    const waiting = waitingDevices(page, (request) => this.#allow(request));
    fill(this.#devices, ...waiting, ...risksOf(page, this.#keep.around));
    this.#acknowledge.update(page);
    this.#seal.update(page, proven.people, proven.peopleError);
    this.#keep.update(page, proven.people);
    this.#agreement.update(page);
    this.#offerEnds(page);
  }

  /** Offer what can still be ended; what somebody types there stays until the job ends. */
  #offerEnds(page: Page): void {
    const now = JSON.stringify([page.job.ended, page.job.only, page.ending, page.ended]);
    if (this.#ended === now) return;
    this.#ended = now;
    const ends = endView(this.#visit, page, {
      said: (message) => this.#said(message),
      left: (forgotten) => this.#leave(forgotten),
      identity: () => this.#identity(),
      fetched: this.#fetched,
      quietly: (act) => this.#quietly(act),
      destroyed: () => {
        this.#open = false;
        this.#host.destroyed();
      },
    });
    fill(this.#end, ends);
  }

  async #quietly(act: () => Promise<void>): Promise<void> {
    this.#quiet = true;
    try {
      await act();
    } finally {
      this.#quiet = false;
    }
  }

  async #destroy(login: PageLogin): Promise<void> {
    if (!confirm(t("removeSure", { label: login.label }))) return;
    await calls.remove(login.id, await this.#removal(login.id));
    await this.#said(t("removed"));
  }

  async #withdraw(file: PageFile): Promise<void> {
    if (!confirm(t("fileSure", { name: file.name }))) return;
    await calls.withdraw(file.id, await this.#removal(file.id));
    await this.#said(t("fileGone"));
  }

  #removal(subject: string): ReturnType<typeof signAct> {
    return signAct(this.#visit.identity, this.#page?.job.id ?? "", "remove", subject);
  }

  async #allow(request: Page["requests"][number]): Promise<void> {
    const identity = await this.#identity();
    await calls.approveDevice(request.id, await sealIdentity(identity, request.recipient));
    await this.#said(word("allowed"));
  }

  /** Return the open key; a locked one is asked for, which leaves this page for a moment. */
  #identity(): Promise<ClientIdentity> {
    if (this.#visit.identity !== undefined) return Promise.resolve(this.#visit.identity);
    this.#open = false;
    this.#host.unlock();
    return new Promise(() => undefined); // the page is built anew once the key is open
  }

  async #said(message: string): Promise<void> {
    await attempt(() => this.#load());
    tell(message);
  }

  #leave(forgotten: boolean): void {
    this.#open = false;
    this.#host.left(forgotten);
  }
}
