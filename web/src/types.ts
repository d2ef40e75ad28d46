// Written by `make page-types` from creditarium/views/web: change the models there, not this file.

/** The same people with the same luck again, with the levers that were moved, or without them. */
export interface Again {
  type: "again";
  levers?: boolean;
  paused?: boolean;
  pace?: number;
}

/** Of `of` persons of the same broad segment, `count` were refused something because of the score this year. */
export interface Alike {
  segment: Record<string, string>;
  count: number;
  of: number;
  per_thousand: number;
}

/** The answer to the question with this number. */
export interface Answer {
  type: "answer";
  id: number;
  content: Person | LifeTold | GroupsTold | DistrictsTold | ComparisonTold | SpanTold | DecompositionTold | AuditTold | ReportMade | FileMade;
  words: Record<string, Record<string, string>>;
}

/** A question with a number of the page's own; `answer` and `progress` bear the same number. */
export interface Ask {
  type: "ask";
  id: number;
  question: AskPerson | AskDraw | AskLife | AskGroups | AskDistricts | AskCompare | AskSpan | AskDecompose | AskAudit | AskReport | AskSave;
}

/** Audit a world. The reply is `AuditTold`. It needs no run. */
export interface AskAudit {
  ask: "audit";
  choice: Choice | FinishedRun;
  seeds?: number;
}

/** Compare two worlds of one fate, person by person. The reply is `ComparisonTold`. */
export interface AskCompare {
  ask: "compare";
  first?: Choice | FinishedRun | null;
  other: Choice | FinishedRun;
  by?: ("sex" | "age" | "income" | "stratum" | "region" | "migrant" | "education")[];
}

/** Which part of a world's harm comes from what. The reply is `DecompositionTold`. It needs no run. */
export interface AskDecompose {
  ask: "decompose";
  choice: Choice | FinishedRun;
}

/** Base rates by community, in the order of the persons. The reply is `DistrictsTold`. */
export interface AskDistricts {
  ask: "districts";
}

/** Draw an imaginary person by broad segment (an attribute's category each), and by refusal if that is given. */
export interface AskDraw {
  ask: "draw";
  segment?: Record<string, string>;
  refusal?: number | null;
  nth?: number;
}

/** Base rates by group, of everybody. The reply is `GroupsTold`. */
export interface AskGroups {
  ask: "groups";
  by?: ("sex" | "age" | "income" | "stratum" | "region" | "migrant" | "education")[];
}

/** Live one life of the run again, with these decisions turned round. The reply is a `LifeTold`. */
export interface AskLife {
  ask: "life";
  person: number;
  choices?: LifeChoice[];
}

/** Who is this person? The reply is a `Person`. */
export interface AskPerson {
  ask: "person";
  person: number;
}

/** Make the report of a world. The reply is `ReportMade`, with an address for each language to show or save it. */
export interface AskReport {
  ask: "report";
  choice: Choice | FinishedRun;
  sections?: string[];
}

/** Give the scenario of the run, or its levers as a reform, as a file. The reply is `FileMade`. */
export interface AskSave {
  ask: "save";
  what?: "scenario" | "reform";
}

/** Between what the effects, of all and by group, lie over so many seeds, in worlds of fewer people: `SpanTold`. */
export interface AskSpan {
  ask: "span";
  first?: Choice | FinishedRun | null;
  other: Choice | FinishedRun;
  by?: ("sex" | "age" | "income" | "stratum" | "region" | "migrant" | "education")[];
  seeds?: number;
}

/** The audit, as `creditarium audit --json` gives it: docs/audit.md describes its shape. */
export interface AuditTold {
  kind: "audit";
  audit: Record<string, unknown>;
}

/** What an ensemble of worlds says: of a thousand adults who did nothing listed, how many were refused something. */
export interface Band {
  scenario: string;
  label: string;
  rules: boolean;
  value: number;
  low: number;
  median: number;
  high: number;
  zero: boolean;
  members: number;
  people: number;
  days: number;
  digest: string;
  values: number[];
}

/** What this server allows. */
export interface Caps {
  people: number;
  days: number;
  runs: number;
  queue: number;
}

/** All that the page offers: forms, cards, levers, titles of measures, caps, and the bands of the Start page. */
export interface Catalog {
  version: string;
  fields: Field[];
  levers: LeverField[];
  scenarios: ScenarioCard[];
  schemes: SchemeCard[];
  populations: PopulationCard[];
  segments: Record<string, string[]>;
  sections: Section[];
  measures: Record<string, string>;
  bands: Band[];
  caps: Caps;
}

/** A step of a guided story: what to read, which world it opens, and what to look at. */
export interface Chapter {
  title: Record<string, string>;
  text: Record<string, string>;
  choice: Choice;
  look: string;
}

/** Which world: a shipped scenario, its size and luck, stages left out, levers. It is what the URL holds. */
export interface Choice {
  scenario: string;
  people: number;
  days: number;
  seed: number;
  without: string[];
  levers: LeverSetting[];
}

/** Effects on everybody, by group, who was touched (of all and by group), and what is direct and indirect. */
export interface ComparisonTold {
  kind: "compare";
  names: [string, string];
  fate: string;
  effects: Table;
  groups: Record<string, Table>;
  touched: Table;
  touched_by: Record<string, Table>;
  parts: Table;
  currency: string;
}

/** What an institution does on a scheme's word. */
export interface ConsequenceTold {
  title: string;
  institution: string;
  need: string;
  when: string;
  does: string;
  reported: boolean;
  contradicted: boolean;
}

/** A genuine choice of this life: an act that could be done or left, or an appeal against what was entered of one. */
export interface Decision {
  decision: "act" | "appeal";
  window: number;
  ordinal: number;
  date: string;
  kind: string;
  title: string;
  outcome: boolean;
  turned: boolean;
}

/** The waterfall: which part of the harm comes from what. `currency` is the unit of all money. */
export interface DecompositionTold {
  kind: "decompose";
  parts: Record<string, string>;
  without: Record<string, string>;
  harms: Harm[];
  currency: string;
}

/** One occasion of a life, from the real trace. `why` is "any world", "held back", "brought about", "turned round". */
export interface DiaryLine {
  date: string;
  window: number;
  ordinal: number;
  kind: string;
  title: string;
  domain: string;
  outcome: string;
  why: string;
  steps: DiaryStep[];
  differs: boolean;
  twin: string;
}

/** One thing that followed from an occasion: who saw, wrote down, refused or settled it, and the score after it. */
export interface DiaryStep {
  date: string;
  happening: string;
  by: string;
  by_title: string;
  outcome: string;
  points: number | null;
  score: number | null;
  money: number | null;
}

/** Base rates by community: first person, persons, and the same rates as by group. */
export interface DistrictsTold {
  kind: "districts";
  table: Table;
}

/** The run is over, after so many seconds; the digest of its tables comes with a file (`AskSave`). */
export interface Ended {
  type: "ended";
  tally: Tally;
  seconds: number;
}

/** About how many seconds a run of this size takes here, from this machine's own speed; None before it is known. */
export interface Estimate {
  seconds: number | null;
}

/** One field of a form, made from the model's own schema: what it is called, its sort, range, unit and default. */
export interface Field {
  name: string;
  title: string;
  sort: "number" | "whole" | "choice" | "choices";
  unit: string;
  least: number | null;
  most: number | null;
  step: number | null;
  value: string | number | string[] | null;
  options: string[];
  why: string;
}

/** A small text file to save: nothing is uploaded, and nothing stays on the server. */
export interface FileMade {
  kind: "file";
  name: string;
  text: string;
  digest: string;
}

/** A finished run, by the name under which `api/runs` lists it. */
export interface FinishedRun {
  run: string;
}

/** The header of a frame: where the run stands after `window` windows. */
export interface Frame {
  frame: "window";
  run: string;
  window: number;
  day: number;
  date: string;
  live: boolean;
  paused: boolean;
  ended: boolean;
  tally: Tally;
  arrays: FrameArray[];
}

/** An array of a frame: its name, the type of its items, and its shape, the last axis running fastest. */
export interface FrameArray {
  name: string;
  dtype: "u1" | "u4" | "i4" | "i8" | "f8";
  shape: number[];
}

/** The words that the page uses. */
export interface Glossary {
  terms: Term[];
}

/** Base rates by group: persons, and per thousand of them what was refused, held back, wrongly written down. */
export interface GroupsTold {
  kind: "groups";
  table: Table;
}

/** One measure of harm taken apart: the harm itself, without all parts, and each part's share, alone and gone. */
export interface Harm {
  measure: string;
  title: string;
  unit: string;
  total: number;
  none: number;
  shares: Table;
}

/** A lever: what it changes, what its value means at some marks, and in which scenarios it moves anything. */
export interface LeverField {
  name: string;
  title: string;
  sort: "number" | "whole" | "choice" | "choices";
  unit: string;
  least: number | null;
  most: number | null;
  step: number | null;
  value: string | number | string[] | null;
  options: string[];
  why: string;
  changes: string;
  marks: Record<string, string>;
  scenarios: string[];
}

/** A lever that was moved: the mark on the time axis. */
export interface LeverMark {
  lever: string;
  value: number;
  window: number;
  day: number;
  date: string;
}

/** A lever moved to a value, from the window on that holds this day of the run. */
export interface LeverSetting {
  lever: string;
  value: number;
  day: number;
}

/** All levers moved so far in this run, in their order. */
export interface LeversMoved {
  type: "levers";
  log: LeverMark[];
}

/** A decision of a life turned round: whether the act follows at this occasion, or an appeal against its entries. */
export interface LifeChoice {
  window: number;
  ordinal: number;
  outcome: boolean;
  decision?: "act" | "appeal";
}

/** A year of one life, and the same life without a scheme. `sums` are this world's and the twin's totals. */
export interface LifeTold {
  kind: "life";
  person: number;
  attributes: Record<string, string>;
  lines: DiaryLine[];
  scores: ScorePoint[];
  accounts: SchemeAccount[];
  refusals: Refusal[];
  ways: Way[];
  decisions: Decision[];
  sums: Record<string, [number, number]>;
  alike: Alike;
  sources: Source[];
}

/** A measure of every person; its sums are in `unit` after division by `divisor`. */
export interface MeasureShown {
  name: string;
  title: string;
  unit: string;
  divisor: number;
  effect: "direct" | "total";
  better: "less" | "more" | "neither";
}

/** Move a lever, from the next window on. The reply is `levers`. */
export interface MoveLever {
  type: "lever";
  lever: string;
  value: number;
}

/** Stop after the window that is being lived. */
export interface Pause {
  type: "pause";
}

/** The run stands still before this window; `ended` when there is none left. */
export interface Paused {
  type: "paused";
  window: number;
  ended: boolean;
}

/** An imaginary person: attributes, and what each measure counted of them here and in the twin. */
export interface Person {
  kind: "person";
  person: number;
  attributes: Record<string, string>;
  refusal: number;
  blameless: boolean;
  band: string;
  here: Record<string, number>;
  twin: Record<string, number>;
}

/** A population in short. */
export interface PopulationCard {
  name: string;
  title: string;
  people: number;
  notes: string[];
  sources: string[];
}

/** How far the answer to a question is. */
export interface Progress {
  type: "progress";
  id: number;
  done: number;
  total: number;
}

/** All workers are taken; so many visitors stand before this one. */
export interface Queued {
  type: "queued";
  before: number;
}

/** A principal reason of a score: what points were lost by; `wrong` entries of it were for what was not done. */
export interface Reason {
  title: string;
  points: number;
  lost: number;
  wrong: number;
}

/** Something refused because of a scheme, as a notice would tell it. */
export interface Refusal {
  date: string;
  need: string;
  title: string;
  institution: string;
  scheme: string;
  reasons: string[];
}

/** A report is ready, by language as a page. */
export interface ReportMade {
  kind: "report";
  sections: string[];
  pages: Record<string, ReportPage>;
}

/** A report in one language is ready at `address` (relative to the page's own); with `?save=1` it is a download. */
export interface ReportPage {
  address: string;
  size: number;
}

/** Go on. */
export interface Resume {
  type: "resume";
}

/** A line of a scheme's point table. */
export interface RuleTold {
  kind: string;
  title: string;
  domain: string;
  does: string;
  reported: boolean;
  contradicted: boolean;
  number: SourcedNumber | null;
}

/** A finished run: its folder's name, and what its manifest says; two pair where `fate` is the same. */
export interface RunCard {
  name: string;
  scenario: string;
  title: string;
  people: number;
  days: number;
  seed: string;
  fate: string;
  digest: string;
}

/** The finished runs beside which the server was started, the latest first. */
export interface RunsTold {
  runs: RunCard[];
}

/** A scenario in short. `label` says how it knows: as the press described it, as documented, or its title. */
export interface ScenarioCard {
  name: string;
  title: string;
  label: string;
  schemes: string[];
  population: string;
  days: number;
  start: string;
  stages: Record<string, string[]>;
  notes: string[];
  absent: string[];
  assumed: number;
  numbers: number;
}

/** A choice read from the URL: the card of its scenario, the choice itself, its estimate and its address. */
export interface ScenarioTold {
  choice: Choice;
  card: ScenarioCard;
  estimate: Estimate;
  query: string;
}

/** A score at the end of the life, and the principal reasons, at most four. */
export interface SchemeAccount {
  scheme: string;
  title: string;
  base: number;
  score: number;
  band: string;
  reasons: Reason[];
}

/** A scheme in short: `grade` says how well its rules are known, `numbers` how many of its numbers are what. */
export interface SchemeCard {
  name: string;
  title: string;
  title_zh: string;
  sort: string;
  owner: string;
  disclosure: string;
  bands: string[];
  numbers: Record<string, number>;
  sources: string[];
}

/** A scheme of the run: its bands, the lowest first, and how its histogram's bins are cut. */
export interface SchemeShown {
  name: string;
  title: string;
  sort: string;
  bands: string[];
  low: number;
  step: number;
}

/** A scheme with its point table, its bands, what follows from it, and every number's source. */
export interface SchemeTold {
  card: SchemeCard;
  rules: RuleTold[];
  bands: ([string, number | null])[];
  consequences: ConsequenceTold[];
  numbers: SourcedNumber[];
  words: Record<string, Record<string, string>>;
}

/** A score from a date on. */
export interface ScorePoint {
  date: string;
  scheme: string;
  score: number;
}

/** A section of the report. */
export interface Section {
  name: string;
  title: string;
}

/** Send the frame of a window that was lived already (0 is before the first); nothing else moves. */
export interface Seek {
  type: "seek";
  window: number;
}

/** A number that the life rests on: its path, value, and source or reason. */
export interface Source {
  path: string;
  value: string;
  kind: string;
  source: string;
  because: string;
}

/** A source: what it is, and what it says. */
export interface SourceTold {
  id: string;
  content: Record<string, unknown>;
}

/** A number with where it comes from: `kind` is sourced, fixed, assumed, recalled or set. */
export interface SourcedNumber {
  path: string;
  value: string;
  unit: string;
  kind: string;
  low: number | null;
  high: number | null;
  source: string;
  because: string;
}

/** All sources that the shipped presets cite. */
export interface SourcesTold {
  sources: SourceTold[];
}

/** Between what each mean effect lies over these seeds, each a pair of worlds of so many people. */
export interface SpanTold {
  kind: "span";
  seeds: string[];
  people: number;
  effects: Table;
  groups: Record<string, Table>;
  touched_by: Record<string, Table>;
}

/** How busy the server is. */
export interface Standing {
  runs: number;
  queued: number;
  caps: Caps;
}

/** Live a world and its twin without any scheme side by side, a frame a window. */
export interface Start {
  type: "start";
  choice?: Choice;
  layers?: ("refusal" | "band" | "denied" | "held_back" | "wrong")[];
  paused?: boolean;
  pace?: number;
}

/** A run begins. `dates` has the first day of each window; `adults` are those whom a scheme can cover. */
export interface Started {
  type: "started";
  run: string;
  title: string;
  twin: string;
  choice: Choice;
  people: number;
  community: number;
  starts: number[];
  adults: number;
  windows: number;
  dates: string[];
  schemes: SchemeShown[];
  measures: MeasureShown[];
  groups: string[];
  currency: string;
  fate: string;
}

/** Live so many windows, and pause. */
export interface Step {
  type: "step";
  windows?: number;
}

/** End the run and free its worker; the socket stays open for another start. */
export interface Stop {
  type: "stop";
}

/** The guided stories, in their order. */
export interface Stories {
  stories: Story[];
}

/** A guided story. */
export interface Story {
  name: string;
  title: Record<string, string>;
  chapters: Chapter[];
}

/** A table as plain values: what its columns are called, and the rows. */
export interface Table {
  columns: string[];
  rows: ((boolean | number | string | null)[])[];
}

/** How many were refused something so far, of the adults and of those of them who did nothing listed. */
export interface Tally {
  adults: number;
  only: number;
  both: number;
  anyway: number;
  blameless: number;
  blameless_only: number;
  blameless_both: number;
  per_thousand: number;
}

/** A word of the glossary, in each language. */
export interface Term {
  name: string;
  term: Record<string, string>;
  meaning: Record<string, string>;
}

/** Something was refused or went wrong: what, where, and how to mend it. `id` is the question's, if it was one. */
export interface Trouble {
  what: string;
  place: string;
  mend: string;
  words: Record<string, Record<string, string>>;
  type: "problem";
  id: number | null;
  fatal: boolean;
}

/** What a refused request is answered with. */
export interface TroubleTold {
  what: string;
  place: string;
  mend: string;
  words: Record<string, Record<string, string>>;
}

/** Send these layers with each frame from now on; the last frame is sent again with them. */
export interface Watch {
  type: "watch";
  layers: ("refusal" | "band" | "denied" | "held_back" | "wrong")[];
}

/** The way to the next band: the acts, or what bars it. */
export interface Way {
  scheme: string;
  band: string;
  aim: string;
  reached: string;
  acts: WayAct[];
  bar: string;
}

/** An act of a way back: what of the life would be done, or left. */
export interface WayAct {
  date: string;
  title: string;
  do: boolean;
}

/** The program's own titles (of kinds, schemes, measures, …) in another language, by the English title. */
export interface Words {
  language: string;
  words: Record<string, string>;
}

export type Message = Start | Again | Pause | Resume | Step | MoveLever | Watch | Seek | Stop | Ask;

export type Question =
  | AskPerson
  | AskDraw
  | AskLife
  | AskGroups
  | AskDistricts
  | AskCompare
  | AskSpan
  | AskDecompose
  | AskAudit
  | AskReport
  | AskSave;

export type Reply = Queued | Started | LeversMoved | Paused | Ended | Trouble | Progress | Answer;

export type Content =
  | Person
  | LifeTold
  | GroupsTold
  | DistrictsTold
  | ComparisonTold
  | SpanTold
  | DecompositionTold
  | AuditTold
  | ReportMade
  | FileMade;
