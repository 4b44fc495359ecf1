/**
 * What a container's exit code means, as shells, signals and container runtimes use them.
 *
 * @source https://tldp.org/LDP/abs/html/exitcodes.html and signal(7): 128 + n is the end by signal n
 */
export function exitMeaning(code: number): string {
  const known = MEANINGS[code];
  if (known !== undefined) return known;
  if (code > 128 && code < 160) return `it was ended by signal ${code - 128}`;
  return 'the program ended with an error of its own';
}

const MEANINGS: Readonly<Record<number, string>> = {
  0: 'it ended without an error, although it should keep running',
  1: 'the program ended with an error',
  2: 'the program was called wrongly, or ended with an error',
  125: 'the container could not be run',
  126: 'its command is there and cannot be executed: no permission, or no program',
  127: 'its command was not found: a wrong path, or a program that the image does not have',
  128: 'the container could not be started',
  130: 'it was interrupted (SIGINT)',
  132: 'it executed an instruction that the processor does not know (SIGILL): an image for another processor?',
  134: 'it aborted itself (SIGABRT): a failed assertion, or the runtime gave up',
  135: 'it accessed memory wrongly (SIGBUS)',
  136: 'it calculated wrongly (SIGFPE)',
  137: 'it was killed (SIGKILL): by the kernel for its memory, or by the kubelet after the grace period',
  139: 'it accessed memory that is not its own (SIGSEGV)',
  141: 'it wrote to a closed pipe (SIGPIPE)',
  143: 'it was told to end (SIGTERM): by a failing liveness probe, an eviction or a deletion',
  255: 'the program ended with an error, or its node went away under it',
};
