import { describe, expect, it } from 'vitest';
import { goMod, goModules, stagingModulesOf, toolsFile } from '../harness/build/go-modules.ts';
import { harnessVersion } from '../harness/versions.ts';

const KUBERNETES_GO_MOD =
  'go 1.26.0\nreplace (\n\tk8s.io/api => ./staging/src/k8s.io/api\n\tk8s.io/kubectl => ./staging/src/k8s.io/kubectl\n)\n';

describe('goModules()', () => {
  const version = harnessVersion('1.33');
  const [kube] = goModules(version, stagingModulesOf(KUBERNETES_GO_MOD));

  it('replaces the staging folders by their published versions', () => {
    const text = goMod(kube as NonNullable<typeof kube>, '1.24.0');
    expect(text).toContain(`require k8s.io/kubernetes v${version.kubernetes}`);
    expect(text).toContain(`replace k8s.io/api => k8s.io/api v${version.staging}`);
    expect(text).toContain(`replace k8s.io/kubectl => k8s.io/kubectl v${version.staging}`);
  });

  it('names the programs from elsewhere for go mod tidy, and not the oracle', () => {
    const text = toolsFile(kube as NonNullable<typeof kube>);
    expect(text).toContain('_ "k8s.io/kubernetes/cmd/kube-apiserver"');
    expect(text).not.toContain('oracle');
  });
});

describe('harnessVersion()', () => {
  it('finds a version by its beginning, the newest without one', () => {
    expect(harnessVersion('v1.36').kubernetes).toBe(harnessVersion().kubernetes);
    expect(harnessVersion('1.33').kubernetes).toMatch(/^1\.33\./);
  });

  it('says which versions it knows', () => {
    expect(() => harnessVersion('1.3')).toThrow('it knows 1.36');
  });
});
