package main

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// podsAtOnce is how many requests the bench has in flight when it makes or ends pods.
const podsAtOnce = 12

// stage makes and ends the pods that calls are for.
type stage struct {
	servers   map[string]*kube // by kubeconfig
	namespace string
	run       string // part of every name, so that runs do not meet
	made      map[string]bool
}

func newStage(namespace string) *stage {
	return &stage{namespace: namespace, run: runName(), servers: map[string]*kube{}, made: map[string]bool{}}
}

// prepare makes the namespace, its service account and the nodes that do not exist yet, on each API server.
func (g *stage) prepare(systems []*System) error {
	for _, s := range systems {
		if s.Kubeconfig == "" {
			continue
		}
		if g.servers[s.Kubeconfig] == nil {
			if err := g.connect(s.Kubeconfig); err != nil {
				return err
			}
		}
		if err := g.makeNodes(s); err != nil {
			return err
		}
	}
	return nil
}

// alreadyThere is the code of an object that exists.
const alreadyThere = 409

func (g *stage) connect(kubeconfig string) error {
	server, err := newKube(kubeconfig)
	if err != nil {
		return err
	}
	g.servers[kubeconfig] = server
	namespace := object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": g.namespace}}
	if _, err := server.do("POST", "/api/v1/namespaces", namespace, alreadyThere); err != nil {
		return err
	}
	account := object{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": object{"name": "default"}}
	_, err = server.do("POST", "/api/v1/namespaces/"+g.namespace+"/serviceaccounts", account, alreadyThere)
	return err
}

func (g *stage) makeNodes(s *System) error {
	for _, n := range s.Nodes {
		key := s.Kubeconfig + " " + n.Name
		if !s.Pods || g.made[key] {
			continue
		}
		node := object{"apiVersion": "v1", "kind": "Node", "metadata": object{"name": n.Name}}
		if _, err := g.kube(s).do("POST", "/api/v1/nodes", node, alreadyThere); err != nil {
			return err
		}
		g.made[key] = true
	}
	return nil
}

// kube returns the API server of a system, nil where pods are names only.
func (g *stage) kube(s *System) *kube {
	return g.servers[s.Kubeconfig]
}

// enter returns n pods of the system, spread over the nodes in turn; real ones where it wants real ones.
func (g *stage) enter(s *System, nodes []*Node, label string, n int) ([]*pod, error) {
	pods := make([]*pod, n)
	for i := range pods {
		name := fmt.Sprintf("%s-%s-%s-%d", s.Name, label, g.run, i)
		pods[i] = newPod(nodes[i%len(nodes)], g.namespace, name)
	}
	if !s.Pods {
		return pods, nil
	}
	return pods, each(pods, func(p *pod) error {
		data, err := g.kube(s).do("POST", "/api/v1/namespaces/"+g.namespace+"/pods", podObject(p))
		if err != nil {
			return err
		}
		var made struct {
			Metadata struct {
				UID string `json:"uid"`
			} `json:"metadata"`
		}
		err = json.Unmarshal(data, &made)
		p.uid = made.Metadata.UID
		return err
	})
}

// podObject is a Pod that no kubelet runs. The grace period keeps it Terminating until leave.
func podObject(p *pod) object {
	return object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": object{"name": p.name, "labels": object{"gridpool.io/bench": "pod"}},
		"spec": object{
			"nodeName": p.node.Name, "automountServiceAccountToken": false, "terminationGracePeriodSeconds": 600,
			"tolerations": []any{object{"operator": "Exists"}},
			"containers":  []any{object{"name": "main", "image": "none.invalid/none"}},
		},
	}
}

// terminate asks for the pods' end, which comes before DEL in a kubelet's life of a pod.
func (g *stage) terminate(s *System, pods []*pod) error {
	return g.remove(s, pods, "")
}

// leave ends the pods at once.
func (g *stage) leave(s *System, pods []*pod) error {
	return g.remove(s, pods, "?gracePeriodSeconds=0")
}

func (g *stage) remove(s *System, pods []*pod, query string) error {
	if !s.Pods {
		return nil
	}
	return each(pods, func(p *pod) error {
		_, err := g.kube(s).do("DELETE", "/api/v1/namespaces/"+g.namespace+"/pods/"+p.name+query, nil, 404)
		return err
	})
}

// each calls f for all pods, podsAtOnce at a time, and returns one of the errors.
func each(pods []*pod, f func(*pod) error) error {
	var group sync.WaitGroup
	var once sync.Once
	var first error
	tickets := make(chan struct{}, podsAtOnce)
	for _, p := range pods {
		group.Add(1)
		tickets <- struct{}{}
		go func() {
			defer func() { <-tickets; group.Done() }()
			if err := f(p); err != nil {
				once.Do(func() { first = err })
			}
		}()
	}
	group.Wait()
	return first
}

// runName returns a short name of this run.
func runName() string {
	return fmt.Sprintf("%x", time.Now().Unix()&0xffffff)
}
