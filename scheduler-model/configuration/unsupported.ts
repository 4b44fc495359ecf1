/** Something that a configuration asks for and that is not modelled. */
export interface Unsupported {
  readonly path: string;
  /** `extender`, `plugin` or `feature`. */
  readonly what: 'extender' | 'plugin' | 'feature';
  /** URL of the extender, name of the plugin or of the feature gate. */
  readonly name: string;
}
