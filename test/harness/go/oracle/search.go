package main

import (
	"context"
	"fmt"
	"sync/atomic"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/metrics"
)

const (
	minFeasibleNodes      = 100
	minFeasiblePercentage = 5
	fullPercentage        = 100
)

// search holds what the search for nodes keeps from one pod to the next.
type search struct {
	next int // index at which the search begins
}

// found is one pod's search.
type found struct {
	feasible  []NodeInfo
	all       int
	preFilter *Status // why no node was looked at
	rejected  map[string]*Status
	diagnosis framework.Diagnosis
	err       error
}

// find filters nodes until enough are feasible, beginning where the last search ended.
func (s *search) find(ctx context.Context, c *cluster, fw framework.Framework, state CycleState, pod *v1.Pod, percentage int32) found {
	all, err := c.snapshot.NodeInfos().List()
	f := found{all: len(all), err: err, rejected: map[string]*Status{}}
	f.diagnosis = framework.Diagnosis{NodeToStatus: framework.NewDefaultNodeToStatus(), UnschedulablePlugins: sets.New[string]()}
	if err != nil || len(all) == 0 {
		return f
	}
	pre, status, rejecting := fw.RunPreFilterPlugins(ctx, state, pod)
	f.diagnosis.UnschedulablePlugins = rejecting
	if !status.IsSuccess() {
		if !status.IsRejected() {
			f.err = status.AsError()
			return f
		}
		f.preFilter = status
		f.diagnosis.PreFilterMsg = status.Message()
		f.diagnosis.NodeToStatus.SetAbsentNodesStatus(status)
		f.diagnosis.AddPluginStatus(status)
		return f
	}
	nodes := all
	if !pre.AllNodes() {
		nodes = nil
		for _, node := range all {
			if pre.NodeNames.Has(node.Node().Name) {
				nodes = append(nodes, node)
			}
		}
		f.diagnosis.NodeToStatus.SetAbsentNodesStatus(unresolvable(fmt.Sprintf("node(s) didn't satisfy plugin(s) %v", sets.List(rejecting))))
	}
	if len(nodes) > 0 {
		s.filter(ctx, fw, state, pod, nodes, &f, percentage)
	}
	return f
}

func (s *search) filter(ctx context.Context, fw framework.Framework, state CycleState, pod *v1.Pod, nodes []NodeInfo, f *found, percentage int32) {
	wanted := nodesToFind(percentage, int32(len(nodes)))
	feasible := make([]NodeInfo, wanted)
	statuses := make([]*Status, len(nodes))
	var count int32
	searchCtx, cancel := context.WithCancel(ctx)
	defer cancel()
	fw.Parallelizer().Until(searchCtx, len(nodes), func(i int) {
		at := (s.next + i) % len(nodes)
		status := fw.RunFilterPluginsWithNominatedPods(searchCtx, state, pod, nodes[at])
		if !status.IsSuccess() {
			statuses[at] = status
			return
		}
		if length := atomic.AddInt32(&count, 1); length > wanted {
			cancel()
			atomic.AddInt32(&count, -1)
		} else {
			feasible[length-1] = nodes[at]
		}
	}, metrics.Filter)
	f.feasible = feasible[:count]
	for at, status := range statuses {
		if status != nil {
			name := nodes[at].Node().Name
			f.rejected[name] = status
			f.diagnosis.NodeToStatus.Set(name, status)
			f.diagnosis.AddPluginStatus(status)
		}
	}
	s.next = (s.next + len(f.feasible) + f.diagnosis.NodeToStatus.Len()) % f.all
}

// nodesToFind is how many feasible nodes end the search; a percentage of 0 adapts to the number of nodes.
func nodesToFind(percentage, nodes int32) int32 {
	if nodes < minFeasibleNodes {
		return nodes
	}
	if percentage == 0 {
		percentage = max(50-nodes/125, minFeasiblePercentage)
	}
	return max(nodes*percentage/100, minFeasibleNodes)
}
