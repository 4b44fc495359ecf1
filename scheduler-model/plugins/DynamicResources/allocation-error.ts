/** Ends an allocation that cannot be decided, because a claim, a class or a selector is broken. Never leaves the plugin. */
export class AllocationError extends Error {
  override readonly name = 'AllocationError';
}
