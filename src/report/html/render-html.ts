import type { FindingEntry, ImpactReport, Stage } from '../../impact/index.ts';
import { duration } from '../../impact/index.ts';
import { escapeXml as text } from '../escape.ts';
import { at, whenOf } from '../format-time.ts';
import { percent } from '../text/render-comparison.ts';
import { STYLES } from './styles.ts';
import { renderTimeline } from './timeline.ts';

/** The report as one HTML file: no script, no request, light and dark, fit for print. */
export function renderHtml(report: ImpactReport): string {
  const { summary, commands, stages } = report;
  const title = commands.map(({ command }) => command).join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(`${summary.verdict}: ${title}`)}</title>
<style>${STYLES}</style>
</head>
<body>
<header>
<p class="verdict ${summary.verdict}">${summary.verdict.toUpperCase()}</p>
<h1>${commands.map(({ command }) => `<code>${text(command)}</code>`).join('<br>')}</h1>
<p>${text(summary.reason)}</p>
${counts(report)}
${snapshotFacts(report)}
</header>
<main>
<section aria-labelledby="findings"><h2 id="findings">Findings</h2>${findings(report.findings)}</section>
<section aria-labelledby="timeline"><h2 id="timeline">Time line</h2>${renderTimeline(report)}</section>
<section aria-labelledby="stages"><h2 id="stages">Stages</h2>${stages.map(stageSection).join('')}</section>
${services(report)}${comparison(report)}
${commandOutput(report)}
${basis(report)}
</main>
</body>
</html>
`;
}

/** How well the prediction held, and every point that did not. */
function comparison({ comparison: held }: ImpactReport): string {
  if (!held) return '';
  const missed = held.points.filter((point) => !point.held);
  const rows = missed.map(
    ({ object, aspect, real = 'nothing of it', predicted = 'nothing of it' }) =>
      `<tr><td>${text(object)}</td><td>${aspect}</td><td>${text(real)}</td><td>${text(predicted)}</td></tr>`,
  );
  const notes = (held.notes ?? []).map((note) => `<p class="unknown">${text(note)}</p>`);
  const table = `<table><thead><tr><th>Object</th><th>Point</th><th>Happened</th><th>Predicted</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return `<section aria-labelledby="comparison"><h2 id="comparison">Was it right?</h2><p>${text(`${percent(held.score)} of ${held.points.length} points held, compared with ${held.name}.`)}</p>${notes.join('')}${rows.length > 0 ? table : ''}</section>`;
}

function counts({ summary }: ImpactReport): string {
  const numbers: readonly (readonly [string, number])[] = [
    ['evicted', summary.evicted],
    ['rescheduled', summary.rescheduled],
    ['pending', summary.pending],
    ['blocked', summary.blocked],
    ['not made again', summary.lost],
    ['ignored', summary.ignored],
    ['Services at zero', summary.servicesAtZero],
  ];
  return `<ul class="counts">${numbers.map(([name, count]) => `<li><b>${count}</b> ${name}</li>`).join('')}</ul>`;
}

function snapshotFacts({ snapshot, options }: ImpactReport): string {
  const name = snapshot.cluster ?? snapshot.sources.join(', ');
  const facts = [
    name,
    snapshot.takenAt ?? 'time unknown',
    snapshot.kubernetesAssumed ? `${snapshot.kubernetes} (assumed)` : snapshot.kubernetes,
    `${snapshot.nodeCount} nodes`,
    `${snapshot.podCount} pods`,
    snapshot.digest,
    `seed ${options.seed}`,
  ];
  return `<p class="facts">${text(facts.join(' · '))}</p>`;
}

function findings(entries: readonly FindingEntry[]): string {
  if (entries.length === 0) return '<p>None.</p>';
  return `<ol class="findings">${entries.map(finding).join('')}</ol>`;
}

function finding({ severity, code, message, runs, weakenedBy, suggestion, objects }: FindingEntry): string {
  const certainty = runs === undefined ? '' : ` <span class="runs">in ${text(runs)} runs</span>`;
  const doubt = weakenedBy
    ? `<p class="unknown">Not certain: the snapshot does not tell enough about ${text(weakenedBy.join(', '))}.</p>`
    : '';
  const remedy = suggestion
    ? `<p class="remedy"><code>${text(suggestion.command)}</code><br>${suggestion.verified ? 'Simulated' : 'Not simulated'}: ${text(suggestion.effect)}</p>`
    : '';
  const list =
    objects.length > 1
      ? `<details><summary>${objects.length} objects</summary><p>${objects.map((each) => `<code>${text(each)}</code>`).join(', ')}</p></details>`
      : '';
  return `<li class="${severity}"><p><b>${severity}</b> <code>${code}</code>${certainty} ${text(message)}</p>${doubt}${remedy}${list}</li>`;
}

function stageSection(stage: Stage): string {
  const { name, from, to, open, summary, entries } = stage;
  const window = open ? `${at(from)} → does not finish` : from === to ? at(from) : `${at(from)} → ${at(to)}`;
  const rows = entries.map((entry) => {
    const { sign, object, node = '', text: words, details = [] } = entry;
    return `<tr class="${signClass(sign)}"><td>${text(sign)}</td><td>${text(object)}</td><td>${text(node)}</td><td>${whenOf(entry)}</td><td>${text(words)}${details.map((each) => `<br><small>${text(each)}</small>`).join('')}</td></tr>`;
  });
  const table =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th></th><th>Object</th><th>Node</th><th>Time</th><th>What</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return `<details${entries.length <= 100 ? ' open' : ''}><summary><b>${name}</b> <span>${window}</span> ${text(summary)}</summary>${table}</details>`;
}

function signClass(sign: string): string {
  return { '~': 'change', '-': 'evict', '+': 'place', '!': 'blocked', '?': 'unknown' }[sign] ?? '';
}

function services({ services: all }: ImpactReport): string {
  const changed = all.filter(({ before, lowest, after }) => lowest < before || after !== before);
  if (changed.length === 0) return '';
  const rows = changed.map(
    ({ service, before, lowest, after, zeroSeconds }) =>
      `<tr${zeroSeconds > 0 ? ' class="blocked"' : ''}><td>${text(service)}</td><td>${before}</td><td>${lowest}</td><td>${after}</td><td>${zeroSeconds > 0 ? duration(zeroSeconds) : ''}</td></tr>`,
  );
  return `<section aria-labelledby="services"><h2 id="services">Services</h2><p>${all.length - changed.length} Services do not change.</p><table><thead><tr><th>Service</th><th>Before</th><th>Lowest</th><th>After</th><th>At zero</th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function commandOutput({ commands }: ImpactReport): string {
  const blocks = commands.map(
    ({ command, exit, end, stdout, stderr }) =>
      `<details><summary><code>${text(command)}</code> ${end === null ? 'does not end' : `exit ${exit} ${at(end)}`}</summary><pre>${text(stdout + stderr)}</pre></details>`,
  );
  return `<section aria-labelledby="commands"><h2 id="commands">What kubectl prints</h2>${blocks.join('')}</section>`;
}

function basis({ assumptions, snapshot, options }: ImpactReport): string {
  const unknown = snapshot.completeness.filter(({ state }) => state === 'unknown');
  const assumed = assumptions.map(
    ({ key, value, source, detail }) =>
      `<li><code>${text(key)}</code> ${duration(value)} (${source}) ${text(detail)}</li>`,
  );
  if (options.autoscaler) assumed.push(`<li>${text(options.autoscaler)} takes part as a model</li>`);
  for (const ignored of options.ignored ?? []) {
    assumed.push(`<li class="unknown">Not modelled and left out: ${text(ignored)}</li>`);
  }
  const gaps = unknown.map(
    ({ kind, effect, detail }) =>
      `<li class="unknown"><code>${text(kind)}</code> ${text([detail, effect].filter(Boolean).join(': '))}</li>`,
  );
  return `<section aria-labelledby="basis"><h2 id="basis">What this rests on</h2><ul>${assumed.join('')}</ul>${gaps.length > 0 ? `<p>Not in the snapshot:</p><ul>${gaps.join('')}</ul>` : ''}</section>`;
}
