//go:build kube133

package main

import (
	"context"
	"time"

	v1 "k8s.io/api/core/v1"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	internalcache "k8s.io/kubernetes/pkg/scheduler/backend/cache"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	frameworkplugins "k8s.io/kubernetes/pkg/scheduler/framework/plugins"
	frameworkruntime "k8s.io/kubernetes/pkg/scheduler/framework/runtime"
	"k8s.io/kubernetes/pkg/scheduler/metrics"
)

// What 1.33 calls the types that other versions keep elsewhere.
type (
	NodeInfo         = *framework.NodeInfo
	Status           = framework.Status
	CycleState       = *framework.CycleState
	NodePluginScores = framework.NodePluginScores
)

func unresolvable(reason string) *Status {
	return framework.NewStatus(framework.UnschedulableAndUnresolvable, reason)
}

func newCache(ctx context.Context) internalcache.Cache { return internalcache.New(ctx, 0) }

// makePreemptionSynchronous lets a cycle end only when its victims are known.
func makePreemptionSynchronous() error {
	return utilfeature.DefaultMutableFeatureGate.SetFromMap(map[string]bool{"SchedulerAsyncPreemption": false})
}

// newShared returns the framework options that all profiles of a cluster share; dynamic resources are off by default.
func newShared(ctx context.Context, c *cluster, recorder *events.FakeRecorder, parallelism int) ([]frameworkruntime.Option, error) {
	return []frameworkruntime.Option{
		frameworkruntime.WithClientSet(c.client),
		frameworkruntime.WithInformerFactory(c.factory),
		frameworkruntime.WithSnapshotSharedLister(c.snapshot),
		frameworkruntime.WithEventRecorder(recorder),
		frameworkruntime.WithParallelism(parallelism),
		frameworkruntime.WithWaitingPods(frameworkruntime.NewWaitingPodsMap()),
		frameworkruntime.WithMetricsRecorder(metrics.NewMetricsAsyncRecorder(1000, time.Second, ctx.Done())),
	}, nil
}

func newFramework(ctx context.Context, profile *config.KubeSchedulerProfile, options []frameworkruntime.Option) (framework.Framework, error) {
	return frameworkruntime.NewFramework(ctx, frameworkplugins.NewInTreeRegistry(), profile, options...)
}

func (c *cluster) enqueue(ctx context.Context, pod *v1.Pod) { c.queue.Add(klog.FromContext(ctx), pod) }
