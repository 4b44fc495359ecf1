/** What a question is asked with beside its words. */
export interface QuestionContext {
  /** `deployment/orders`: what "it" means; undefined: nothing was named. */
  readonly about: string | undefined;
  /** The time that the question names, as `--at` takes it; undefined: none. */
  readonly at: string | undefined;
}

/** What a question of a kind asks for, in its words. */
export interface Asked {
  /** The words behind the names of the pattern's groups. */
  readonly groups: Readonly<Record<string, string | undefined>>;
  readonly context: QuestionContext;
  /** The object that a part of the question names, as `KIND/NAME`; undefined where it names none. */
  readonly object: (words: string | undefined) => string | undefined;
  /** ` -n NAMESPACE` for a command about an object (`KIND/NAME`); empty where it lies in `default`, or nowhere. */
  readonly inNamespace: (object: string) => string;
}

/** One kind of question, and the verb that answers it. */
export interface Question {
  /** As a user asks it; it stands in the documentation and in the list of what is known. */
  readonly example: string;
  /** The verb line that answers the example. */
  readonly line: string;
  /** What is asked, in lower case without the time; groups are named. */
  readonly patterns: readonly RegExp[];
  /** The words of the verb line without the program's name; undefined: the question lacks what it needs. */
  readonly verb: (asked: Asked) => readonly string[] | undefined;
}
