// Command testagent serves the agent's contract from memory, to try the plugin and the bench without a grid.
// It is not shipped.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"gridpool.io/cni/internal/testagent"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: testagent SOCKET")
		os.Exit(2)
	}
	stop, err := (&testagent.Agent{}).Serve(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, os.Interrupt)
	<-ended
	stop()
}
