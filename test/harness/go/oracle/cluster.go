package main

import (
	"context"
	"sort"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	internalcache "k8s.io/kubernetes/pkg/scheduler/backend/cache"
	internalqueue "k8s.io/kubernetes/pkg/scheduler/backend/queue"
	"k8s.io/kubernetes/pkg/scheduler/framework"
)

// cluster is the scheduler's view of a scenario: its cache and snapshot, a fake API server behind its informers, and
// one framework for each profile.
type cluster struct {
	client   *fake.Clientset
	factory  informers.SharedInformerFactory
	cache    internalcache.Cache
	snapshot *internalcache.Snapshot
	profiles map[string]framework.Framework
	queue    internalqueue.SchedulingQueue
	pods     []*v1.Pod
	ready    func([]runtime.Object) bool // whether what stands behind the informers has seen all objects; nil: nothing does

	mu      sync.Mutex
	victims []string        // pods that preemption has asked to delete since takeVictims
	gone    map[string]bool // pods that preemption has ever asked to delete: to it they are gone
}

// newCluster builds the scheduler's view; running pods stand on their nodes, nominations are known.
func newCluster(ctx context.Context, objects []runtime.Object, cfg *config.KubeSchedulerConfiguration, parallelism int) (*cluster, error) {
	logger := klog.FromContext(ctx)
	c := &cluster{client: fake.NewSimpleClientset(objects...), snapshot: internalcache.NewEmptySnapshot(), profiles: map[string]framework.Framework{}, gone: map[string]bool{}}
	c.keepVictims()
	c.factory = informers.NewSharedInformerFactory(c.client, 0)
	c.factory.Core().V1().Pods().Informer()
	c.cache = newCache(ctx)
	recorder := events.NewFakeRecorder(1)
	go drain(ctx, recorder.Events)
	shared, err := newShared(ctx, c, recorder, parallelism)
	if err != nil {
		return nil, err
	}
	for i := range cfg.Profiles {
		profile := &cfg.Profiles[i]
		fw, err := newFramework(ctx, profile, shared)
		if err != nil {
			return nil, err
		}
		if c.queue == nil {
			c.queue = internalqueue.NewSchedulingQueue(fw.QueueSortFunc(), c.factory)
		}
		fw.SetPodNominator(c.queue)
		fw.SetPodActivator(c.queue)
		c.profiles[profile.SchedulerName] = fw
	}
	c.factory.Start(ctx.Done())
	c.factory.WaitForCacheSync(ctx.Done())
	for c.ready != nil && !c.ready(objects) {
		time.Sleep(100 * time.Microsecond)
	}
	if err := c.fill(ctx, objects); err != nil {
		return nil, err
	}
	return c, c.cache.UpdateSnapshot(logger, c.snapshot)
}

// keepVictims lets preemption think that it deletes and marks pods; nothing of it happens. A pod is a victim once.
func (c *cluster) keepVictims() {
	c.client.PrependReactor("delete", "pods", func(action clienttesting.Action) (bool, runtime.Object, error) {
		request := action.(clienttesting.DeleteAction)
		c.mu.Lock()
		defer c.mu.Unlock()
		if key := request.GetNamespace() + "/" + request.GetName(); !c.gone[key] {
			c.gone[key] = true
			c.victims = append(c.victims, key)
		}
		return true, nil, nil
	})
	c.client.PrependReactor("patch", "pods", func(action clienttesting.Action) (bool, runtime.Object, error) {
		return true, &v1.Pod{}, nil
	})
}

// takeVictims returns the pods that preemption has asked to delete since the last call, sorted.
func (c *cluster) takeVictims() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.victims
	c.victims = nil
	sort.Strings(taken)
	return taken
}

func (c *cluster) fill(ctx context.Context, objects []runtime.Object) error {
	logger := klog.FromContext(ctx)
	for _, object := range objects {
		switch o := object.(type) {
		case *v1.Node:
			c.cache.AddNode(logger, o)
		case *v1.Pod:
			c.pods = append(c.pods, o)
		}
	}
	for _, pod := range c.pods {
		if isTerminal(pod) {
			continue
		}
		if pod.Spec.NodeName != "" {
			if err := c.cache.AddPod(logger, pod); err != nil {
				return err
			}
		} else if pod.Status.NominatedNodeName != "" && c.framework(pod) != nil && c.gate(ctx, pod) == "" {
			c.enqueue(ctx, pod) // a queued pod's nomination counts with its priority and requests
		}
	}
	return nil
}

// pending returns the pods that wait for a profile's scheduler, in queue order: priority, creation time, order of input.
func (c *cluster) pending() []*v1.Pod {
	var out []*v1.Pod
	for _, pod := range c.pods {
		if pod.Spec.NodeName == "" && !isTerminal(pod) && pod.DeletionTimestamp == nil && c.framework(pod) != nil {
			out = append(out, pod)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if pi, pj := priority(out[i]), priority(out[j]); pi != pj {
			return pi > pj
		}
		return out[i].CreationTimestamp.Time.Before(out[j].CreationTimestamp.Time)
	})
	return out
}

// gate says why a pod may not enter the scheduler's queue; it is empty when it may.
func (c *cluster) gate(ctx context.Context, pod *v1.Pod) string {
	for _, plugin := range c.framework(pod).PreEnqueuePlugins() {
		if status := plugin.PreEnqueue(ctx, pod); !status.IsSuccess() {
			return status.Message()
		}
	}
	return ""
}

// framework is the profile that a pod asks for, or nil.
func (c *cluster) framework(pod *v1.Pod) framework.Framework {
	name := pod.Spec.SchedulerName
	if name == "" {
		name = v1.DefaultSchedulerName
	}
	return c.profiles[name]
}

// place puts a pod on a node, as the scheduler does when it assumes a pod.
func (c *cluster) place(logger klog.Logger, pod *v1.Pod, node string) error {
	placed := pod.DeepCopy()
	placed.Spec.NodeName = node
	if pod.Status.NominatedNodeName != "" {
		c.queue.Delete(pod)
	}
	if err := c.cache.AddPod(logger, placed); err != nil {
		return err
	}
	return c.cache.UpdateSnapshot(logger, c.snapshot)
}

func isTerminal(pod *v1.Pod) bool {
	return pod.Status.Phase == v1.PodSucceeded || pod.Status.Phase == v1.PodFailed
}

func priority(pod *v1.Pod) int32 {
	if pod.Spec.Priority != nil {
		return *pod.Spec.Priority
	}
	return 0
}

func drain(ctx context.Context, recorded <-chan string) {
	for {
		select {
		case <-recorded:
		case <-ctx.Done():
			return
		}
	}
}
