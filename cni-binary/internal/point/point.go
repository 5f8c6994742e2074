// Package point names the places where a plugin is about to change something. In a shipped binary a point is nothing; a
// binary built with the tag "faultpoint" fails or ends there, as tests ask.
package point

// hook is set by the build with the tag only.
var hook func(name string) error

// Reach says that the change of this name comes next; an error means that it must not happen.
func Reach(name string) error {
	if hook == nil {
		return nil
	}
	return hook(name)
}
