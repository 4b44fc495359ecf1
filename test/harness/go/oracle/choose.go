package main

import (
	"container/heap"
	"sort"
)

const (
	tieByName       = "name"
	tieByKubernetes = "kubernetes"
)

// nodeScores orders by total score alone, as the scheduler's own heap does when no extender is configured (1.35+).
type nodeScores []NodePluginScores

func (s nodeScores) Len() int           { return len(s) }
func (s nodeScores) Less(i, j int) bool { return s[i].TotalScore > s[j].TotalScore }
func (s nodeScores) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *nodeScores) Push(x any)        { *s = append(*s, x.(NodePluginScores)) }
func (s *nodeScores) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// choose returns every node with the top total, by name, and the one that the tie rule takes.
func choose(scores []NodePluginScores, tie string) (best []string, chosen string) {
	top := scores[0].TotalScore
	for _, score := range scores {
		top = max(top, score.TotalScore)
	}
	for _, score := range scores {
		if score.TotalScore == top {
			best = append(best, score.Name)
		}
	}
	sort.Strings(best)
	if tie == tieByName {
		return best, best[0]
	}
	ranked := make(nodeScores, len(scores))
	copy(ranked, scores)
	heap.Init(&ranked)
	return best, ranked[0].Name
}
