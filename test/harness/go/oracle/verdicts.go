package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	v1 "k8s.io/api/core/v1"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/framework"
)

// nodeVerdict is one node's answer for one pod.
type nodeVerdict struct {
	Feasible   bool             `json:"feasible"`
	Plugin     string           `json:"plugin,omitempty"`
	Code       string           `json:"code,omitempty"`
	Reasons    []string         `json:"reasons,omitempty"`
	Scores     map[string]int64 `json:"scores,omitempty"` // weighted
	TotalScore int64            `json:"totalScore,omitempty"`
}

// podResult is the whole scheduling cycle of one pod.
type podResult struct {
	Pod       string                 `json:"pod"`
	Gated     string                 `json:"gated,omitempty"`
	PreFilter string                 `json:"preFilter,omitempty"`
	Nodes     map[string]nodeVerdict `json:"nodes,omitempty"`
	Best      []string               `json:"best,omitempty"`
	Chosen    string                 `json:"chosen,omitempty"`
	Message   string                 `json:"message,omitempty"`
	Nominated string                 `json:"nominated,omitempty"`
	Victims   []string               `json:"victims,omitempty"`
	Error     string                 `json:"error,omitempty"`
}

// answer is what the oracle says to one scenario.
type answer struct {
	Scenario   string      `json:"scenario"`
	Kubernetes string      `json:"kubernetes"`
	Results    []podResult `json:"results"`
	Error      string      `json:"error,omitempty"` // why there are no results
}

// verdicts answers each file, or each line of standard input, with one line on standard output.
func verdicts(files []string, tie string) error {
	out := json.NewEncoder(os.Stdout)
	if len(files) == 1 && files[0] == "-" {
		in := bufio.NewReaderSize(os.Stdin, 1<<20)
		for {
			line, err := in.ReadBytes('\n')
			if len(line) > 1 {
				if err := out.Encode(answerTo(line, tie)); err != nil {
					return err
				}
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := out.Encode(answerTo(data, tie)); err != nil {
			return err
		}
	}
	return nil
}

// answerTo never fails: what goes wrong stands in the answer.
func answerTo(data []byte, tie string) (out answer) {
	var sc scenario
	out = answer{Kubernetes: kubernetesVersion, Results: []podResult{}}
	defer func() {
		if panicked := recover(); panicked != nil {
			out.Error = fmt.Sprint("panic: ", panicked)
		}
	}()
	err := json.Unmarshal(data, &sc)
	out.Scenario = sc.Name
	if err == nil {
		out.Results, err = scheduleAll(sc, tie)
	}
	if err != nil {
		out.Error = err.Error()
	}
	return out
}

// scheduleAll gives every pending pod one cycle; a chosen pod stands on its node before the next one's turn.
func scheduleAll(sc scenario, tie string) ([]podResult, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cfg, err := sc.configuration()
	if err != nil {
		return nil, err
	}
	objects, err := sc.objects()
	if err != nil {
		return nil, err
	}
	c, err := newCluster(ctx, objects, cfg, 1)
	if err != nil {
		return nil, err
	}
	percentage := int32(fullPercentage)
	if configured := cfg.PercentageOfNodesToScore; configured != nil && *configured != adaptivePercentage {
		percentage = *configured
	}
	results := []podResult{}
	var s search
	for _, pod := range c.pending() {
		result := cycle(ctx, c, &s, pod, percentage, tie)
		results = append(results, result)
		if result.Chosen != "" {
			if err := c.place(klog.FromContext(ctx), pod, result.Chosen); err != nil {
				return nil, err
			}
		}
	}
	return results, nil
}

// cycle runs one pod's whole scheduling cycle over every node: an only feasible node is scored, too, and a nomination
// of the pod's own does not spare the look at the others.
func cycle(ctx context.Context, c *cluster, s *search, pod *v1.Pod, percentage int32, tie string) podResult {
	fw := c.framework(pod)
	result := podResult{Pod: podKey(pod)}
	if result.Gated = c.gate(ctx, pod); result.Gated != "" {
		return result
	}
	state := framework.NewCycleState()
	f := s.find(ctx, c, fw, state, pod, profilePercentage(fw, percentage))
	switch {
	case f.err != nil:
		result.Error = f.err.Error()
		return result
	case f.all == 0:
		result.Message = noNodesMessage
		return result
	case f.preFilter != nil:
		result.PreFilter = f.preFilter.Message()
	default:
		result.Nodes = map[string]nodeVerdict{}
		for name, status := range f.rejected {
			result.Nodes[name] = nodeVerdict{Plugin: status.Plugin(), Code: status.Code().String(), Reasons: status.Reasons()}
		}
	}
	if len(f.feasible) == 0 {
		reject(ctx, c, fw, state, pod, &f, &result)
		return result
	}
	score(ctx, fw, state, pod, f.feasible, &result, tie)
	return result
}

const noNodesMessage = "no nodes available to schedule pods"

// profilePercentage is the profile's own percentageOfNodesToScore, or the given one.
func profilePercentage(fw framework.Framework, percentage int32) int32 {
	if own := fw.PercentageOfNodesToScore(); own != nil {
		return *own
	}
	return percentage
}

func reject(ctx context.Context, c *cluster, fw framework.Framework, state CycleState, pod *v1.Pod, f *found, result *podResult) {
	c.takeVictims()
	if fw.HasPostFilterPlugins() {
		nomination, status := fw.RunPostFilterPlugins(ctx, state, pod, f.diagnosis.NodeToStatus)
		f.diagnosis.PostFilterMsg = status.Message()
		if status.IsSuccess() && nomination != nil && nomination.NominatingInfo != nil {
			result.Nominated = nomination.NominatedNodeName
			result.Victims = c.takeVictims()
		}
	}
	result.Message = (&framework.FitError{Pod: pod, NumAllNodes: f.all, Diagnosis: f.diagnosis}).Error()
}

func score(ctx context.Context, fw framework.Framework, state CycleState, pod *v1.Pod, feasible []NodeInfo, result *podResult, tie string) {
	if status := fw.RunPreScorePlugins(ctx, state, pod, feasible); !status.IsSuccess() {
		result.Error = status.AsError().Error()
		return
	}
	scores, status := fw.RunScorePlugins(ctx, state, pod, feasible)
	if !status.IsSuccess() {
		result.Error = status.AsError().Error()
		return
	}
	for _, node := range scores {
		verdict := nodeVerdict{Feasible: true, TotalScore: node.TotalScore, Scores: map[string]int64{}}
		for _, plugin := range node.Scores {
			verdict.Scores[plugin.Name] = plugin.Score
		}
		result.Nodes[node.Name] = verdict
	}
	result.Best, result.Chosen = choose(scores, tie)
}
