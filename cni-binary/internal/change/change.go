// Package change makes all of a list of changes, or none.
package change

import (
	"errors"
	"fmt"
)

// Change is one step from what is to what should be. A plan of changes is made from a view before anything is touched:
// what is right already needs no change, so a repeated ADD does nothing and a CHECK asks whether there is anything to do.
type Change struct {
	What string
	Do   func() error
	// Undo takes the step back; nil when there is nothing to take back.
	Undo func() error
	// Soft changes are no fault for CHECK: they follow the node's surroundings, which change after an ADD, or take
	// away what others left.
	Soft bool
}

// Apply makes all changes or none: when one fails, those before it are taken back in reverse.
func Apply(changes []Change) error {
	for i, change := range changes {
		err := change.Do()
		if err == nil {
			continue
		}
		for _, done := range backwards(changes[:i]) {
			if done.Undo == nil {
				continue
			}
			if failure := done.Undo(); failure != nil {
				err = errors.Join(err, fmt.Errorf("taking back %q: %w", done.What, failure))
			}
		}
		return err
	}
	return nil
}

// ApplyAll makes as many changes as it can, for DEL.
func ApplyAll(changes []Change) error {
	var err error
	for _, change := range changes {
		err = errors.Join(err, change.Do())
	}
	return err
}

func backwards(changes []Change) []Change {
	reversed := make([]Change, 0, len(changes))
	for i := len(changes) - 1; i >= 0; i-- {
		reversed = append(reversed, changes[i])
	}
	return reversed
}

// Missing names the changes that a CHECK would complain of.
func Missing(changes []Change) []string {
	var missing []string
	for _, each := range changes {
		if !each.Soft {
			missing = append(missing, each.What)
		}
	}
	return missing
}
