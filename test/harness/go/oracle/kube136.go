//go:build kube136

package main

import (
	"context"
	"time"

	v1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/tools/events"
	"k8s.io/dynamic-resource-allocation/deviceclass/extendedresourcecache"
	resourceslicetracker "k8s.io/dynamic-resource-allocation/resourceslice/tracker"
	"k8s.io/klog/v2"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	internalcache "k8s.io/kubernetes/pkg/scheduler/backend/cache"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	frameworkplugins "k8s.io/kubernetes/pkg/scheduler/framework/plugins"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/dynamicresources"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/nodevolumelimits"
	frameworkruntime "k8s.io/kubernetes/pkg/scheduler/framework/runtime"
	"k8s.io/kubernetes/pkg/scheduler/metrics"
	"k8s.io/kubernetes/pkg/scheduler/util/assumecache"
)

// What 1.36 calls the types that other versions keep elsewhere.
type (
	NodeInfo         = fwk.NodeInfo
	Status           = fwk.Status
	CycleState       = fwk.CycleState
	NodePluginScores = fwk.NodePluginScores
)

func unresolvable(reason string) *Status {
	return fwk.NewStatus(fwk.UnschedulableAndUnresolvable, reason)
}

func newCache(ctx context.Context) internalcache.Cache { return internalcache.New(ctx, nil, false) }

// makePreemptionSynchronous lets a cycle end only when its victims are known.
func makePreemptionSynchronous() error {
	return utilfeature.DefaultMutableFeatureGate.SetFromMap(map[string]bool{"SchedulerAsyncPreemption": false})
}

// newShared returns the framework options that all profiles of a cluster share.
func newShared(ctx context.Context, c *cluster, recorder *events.FakeRecorder, parallelism int) ([]frameworkruntime.Option, error) {
	resources := c.factory.Resource().V1()
	claims := assumecache.NewAssumeCache(klog.FromContext(ctx), resources.ResourceClaims().Informer(), "ResourceClaim", "", nil)
	tracker, err := resourceslicetracker.StartTracker(ctx, resourceslicetracker.Options{
		SliceInformer: resources.ResourceSlices(), KubeClient: c.client})
	if err != nil {
		return nil, err
	}
	dra := dynamicresources.NewDRAManager(ctx, claims, tracker, c.factory)
	// As the scheduler's own event handlers do: extended resources that stand for classes of devices.
	extended := dra.DeviceClassResolver().(*extendedresourcecache.ExtendedResourceCache)
	classes, err := resources.DeviceClasses().Informer().AddEventHandler(extended)
	if err != nil {
		return nil, err
	}
	c.ready = func(objects []runtime.Object) bool {
		slices, err := tracker.ListPatchedResourceSlices()
		return err == nil && classes.HasSynced() && len(slices) == count[*resourcev1.ResourceSlice](objects) && len(claims.List(nil)) == count[*resourcev1.ResourceClaim](objects)
	}
	return []frameworkruntime.Option{
		frameworkruntime.WithClientSet(c.client),
		frameworkruntime.WithInformerFactory(c.factory),
		frameworkruntime.WithSnapshotSharedLister(c.snapshot),
		frameworkruntime.WithSharedDRAManager(dra),
		frameworkruntime.WithSharedCSIManager(nodevolumelimits.NewCSIManager(c.factory.Storage().V1().CSINodes().Lister())),
		frameworkruntime.WithEventRecorder(recorder),
		frameworkruntime.WithParallelism(parallelism),
		frameworkruntime.WithWaitingPods(frameworkruntime.NewWaitingPodsMap()),
		frameworkruntime.WithPodsInPreBind(frameworkruntime.NewPodsInPreBindMap()),
		frameworkruntime.WithPodGroupManager(c.cache),
		frameworkruntime.WithMetricsRecorder(metrics.NewMetricsAsyncRecorder(1000, time.Second, ctx.Done())),
	}, nil
}

func newFramework(ctx context.Context, profile *config.KubeSchedulerProfile, options []frameworkruntime.Option) (framework.Framework, error) {
	return frameworkruntime.NewFramework(ctx, frameworkplugins.NewInTreeRegistry(), profile, options...)
}

func count[Kind runtime.Object](objects []runtime.Object) int {
	found := 0
	for _, object := range objects {
		if _, ok := object.(Kind); ok {
			found++
		}
	}
	return found
}

func (c *cluster) enqueue(ctx context.Context, pod *v1.Pod) { c.queue.Add(ctx, pod) }
