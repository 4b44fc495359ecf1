import type { Command } from 'commander';

/** Adds what every verb that prints a report ends with: its format, colours, and the rest of its help. */
export function addOutputOptions(command: Command, formats: readonly string[], help: string): void {
  command
    .option('-o, --output <format>', `output format: ${formats.join(', ')}`, 'text')
    .option('--no-color', 'no colours')
    .addHelpText('after', help);
}
