package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"runtime"
	"time"

	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/framework"
)

const adaptivePercentage = 0

// benchOptions says what is timed.
type benchOptions struct {
	file, decisions, tie string
	full                 bool
	parallelism, limit   int
}

func benchFlags(flags *flag.FlagSet) *benchOptions {
	o := &benchOptions{}
	flags.StringVar(&o.file, "f", "", "scenario file")
	flags.StringVar(&o.decisions, "decisions", "", "write {pod, node, score} of every cycle here, one a line")
	flags.StringVar(&o.tie, "tie", tieByKubernetes, "which of the best nodes is chosen: name or kubernetes")
	flags.BoolVar(&o.full, "full", false, "score every feasible node (percentageOfNodesToScore: 100)")
	flags.IntVar(&o.parallelism, "parallelism", 16, "parallelism of the framework, as in KubeSchedulerConfiguration")
	flags.IntVar(&o.limit, "limit", 0, "stop after so many pods (0: all)")
	return o
}

// decision is where one cycle put its pod; an empty node means nowhere.
type decision struct {
	Pod   string `json:"pod"`
	Node  string `json:"node"`
	Score int64  `json:"score"`
}

// benchResult is what a bench prints.
type benchResult struct {
	Kubernetes      string  `json:"kubernetes"`
	Nodes           int     `json:"nodes"`
	Pods            int     `json:"pods"`
	Scheduled       int     `json:"scheduled"`
	Unschedulable   int     `json:"unschedulable"`
	Processors      int     `json:"processors"`
	LoadSeconds     float64 `json:"loadSeconds"`
	SetupSeconds    float64 `json:"setupSeconds"`
	ScheduleSeconds float64 `json:"scheduleSeconds"`
	PodsPerSecond   float64 `json:"podsPerSecond"`
}

// bench times the algorithm alone: filter, score, choose, assume and refresh of the snapshot, and the search for victims
// for a pod that fits nowhere; the victims stay where they are.
// Decisions are kept in memory and written after the clock has stopped.
func bench(o *benchOptions) error {
	if o.file == "" {
		return errors.New("bench needs -f FILE")
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	began := time.Now()
	data, err := os.ReadFile(o.file)
	if err != nil {
		return err
	}
	var sc scenario
	if err := json.Unmarshal(data, &sc); err != nil {
		return err
	}
	cfg, err := sc.configuration()
	if err != nil {
		return err
	}
	objects, err := sc.objects()
	if err != nil {
		return err
	}
	load := time.Since(began)
	c, err := newCluster(ctx, objects, cfg, o.parallelism)
	if err != nil {
		return err
	}
	setup := time.Since(began) - load
	start := time.Now()
	decisions, err := decideAll(ctx, c, o)
	if err != nil {
		return err
	}
	took := time.Since(start).Seconds()
	result := benchResult{Kubernetes: kubernetesVersion, Nodes: c.cache.NodeCount(), Pods: len(decisions), Processors: runtime.GOMAXPROCS(0),
		LoadSeconds: load.Seconds(), SetupSeconds: setup.Seconds(), ScheduleSeconds: took, PodsPerSecond: float64(len(decisions)) / took}
	for _, d := range decisions {
		if d.Node == "" {
			result.Unschedulable++
		} else {
			result.Scheduled++
		}
	}
	if err := writeDecisions(o.decisions, decisions); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func decideAll(ctx context.Context, c *cluster, o *benchOptions) ([]decision, error) {
	percentage := int32(adaptivePercentage)
	if o.full {
		percentage = fullPercentage
	}
	pods := c.pending()
	if o.limit > 0 && len(pods) > o.limit {
		pods = pods[:o.limit]
	}
	decisions := make([]decision, 0, len(pods))
	var s search
	for _, pod := range pods {
		d := decision{Pod: podKey(pod)}
		fw, state := c.framework(pod), framework.NewCycleState()
		f := s.find(ctx, c, fw, state, pod, percentage)
		if f.err != nil {
			return nil, f.err
		}
		if len(f.feasible) == 0 {
			if fw.HasPostFilterPlugins() {
				fw.RunPostFilterPlugins(ctx, state, pod, f.diagnosis.NodeToStatus)
			}
		} else {
			if status := fw.RunPreScorePlugins(ctx, state, pod, f.feasible); !status.IsSuccess() {
				return nil, status.AsError()
			}
			scores, status := fw.RunScorePlugins(ctx, state, pod, f.feasible)
			if !status.IsSuccess() {
				return nil, status.AsError()
			}
			_, d.Node = choose(scores, o.tie)
			for _, node := range scores {
				if node.Name == d.Node {
					d.Score = node.TotalScore
				}
			}
			if err := c.place(klog.FromContext(ctx), pod, d.Node); err != nil {
				return nil, err
			}
		}
		decisions = append(decisions, d)
	}
	return decisions, nil
}

func writeDecisions(path string, decisions []decision) error {
	if path == "" {
		return nil
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	buffer := bufio.NewWriter(file)
	out := json.NewEncoder(buffer)
	for _, d := range decisions {
		if err := out.Encode(d); err != nil {
			return err
		}
	}
	return buffer.Flush()
}
