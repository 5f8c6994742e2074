package main

import (
	"os"
	"testing"
)

func TestSyncedSurvivesTheCut(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "one two", true)
	d.syncFolder(".")
	d.cut()
	d.expectDisk("journal=one two")
	d.boot()
	d.expect("journal=one two")
}

func TestUnsyncedContentIsLost(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "one", true)
	d.syncFolder(".")
	file := d.open("journal", os.O_WRONLY|os.O_APPEND)
	_, err := file.WriteString(" two")
	d.must(err)
	d.expect("journal=one two")
	d.cutAndBoot()
	d.expect("journal=one")
}

func TestTruncationIsLostUnlessSynced(t *testing.T) {
	d := newDrill(t)
	d.write("kept", "one two", true)
	d.write("cut", "one two", true)
	d.syncFolder(".")
	d.must(os.Truncate(d.path("kept"), 3))
	file := d.open("cut", os.O_WRONLY)
	d.must(file.Truncate(3))
	d.must(file.Truncate(4))
	d.must(file.Sync())
	d.expect("kept=one", "cut=one\x00")
	d.cutAndBoot()
	d.expect("kept=one two", "cut=one\x00")
}

func TestWritesInTheMiddle(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "one two three", true)
	d.syncFolder(".")
	file := d.open("journal", os.O_WRONLY)
	for text, offset := range map[string]int64{"ONE": 0, "TWO": 4, "far": 15} {
		_, err := file.WriteAt([]byte(text), offset)
		d.must(err)
	}
	d.must(file.Sync())
	_, err := file.WriteAt([]byte("lost"), 0)
	d.must(err)
	d.cutAndBoot()
	d.expect("journal=ONE TWO three\x00\x00far")
}

func TestNewNameIsLostWithoutASyncOfTheFolder(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "one", true)
	d.cutAndBoot()
	d.expect()
}

func TestNameWithoutASyncOfTheFileIsEmpty(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "one", false)
	d.syncFolder(".")
	d.cutAndBoot()
	d.expect("journal=")
}

func TestRenameWithoutASyncOfTheFolderIsUndone(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "old", true)
	d.syncFolder(".")
	d.write("journal.new", "new", true)
	d.must(os.Rename(d.path("journal.new"), d.path("journal")))
	d.expect("journal=new")
	d.cutAndBoot()
	d.expect("journal=old")
}

func TestAtomicReplacementSurvives(t *testing.T) {
	d := newDrill(t)
	d.write("journal", "old", true)
	d.syncFolder(".")
	before := d.open("journal", os.O_RDONLY)
	d.write("journal.new", "new", true)
	d.must(os.Rename(d.path("journal.new"), d.path("journal")))
	d.syncFolder(".")
	text := make([]byte, 3)
	if _, err := before.ReadAt(text, 0); err != nil || string(text) != "old" {
		t.Errorf("who has the old file open reads %q, %v", text, err)
	}
	d.cutAndBoot()
	d.expect("journal=new")
}

// A file that is synced under a new name is on the disk under the name that the disk knows.
func TestSyncReachesTheOldNameOfAnUnsyncedRename(t *testing.T) {
	d := newDrill(t)
	d.write("a", "one", true)
	d.syncFolder(".")
	d.must(os.Rename(d.path("a"), d.path("b")))
	d.write("b", "2", true)
	d.cutAndBoot()
	d.expect("a=2")
}

func TestNamesThatAreSwapped(t *testing.T) {
	d := newDrill(t)
	d.write("a", "one", true)
	d.write("b", "two", true)
	d.syncFolder(".")
	d.must(os.Rename(d.path("a"), d.path("c")))
	d.must(os.Rename(d.path("b"), d.path("a")))
	d.must(os.Rename(d.path("c"), d.path("b")))
	d.syncFolder(".")
	d.cut()
	d.expectDisk("a=two", "b=one")
	d.boot()
	d.expect("a=two", "b=one")
}

func TestUnlinkIsUndoneUnlessSynced(t *testing.T) {
	d := newDrill(t)
	d.write("entry", "one", true)
	d.syncFolder(".")
	d.must(os.Remove(d.path("entry")))
	d.expect()
	d.cutAndBoot()
	d.expect("entry=one")
	d.must(os.Remove(d.path("entry")))
	d.syncFolder(".")
	d.cutAndBoot()
	d.expect()
}

func TestFolderNeedsASyncOfItsOwnFolder(t *testing.T) {
	d := newDrill(t)
	d.must(os.Mkdir(d.path("queue"), 0o700))
	d.write("queue/entry", "one", true)
	d.syncFolder("queue")
	d.cutAndBoot()
	d.expect()
	d.must(os.MkdirAll(d.path("queue/inner"), 0o750))
	d.write("queue/entry", "one", true)
	d.syncFolder("queue")
	d.write("queue/other", "two", true)
	d.syncFolder(".")
	d.cutAndBoot()
	d.expect("queue/", "queue/entry=one", "queue/inner/")
	d.must(os.RemoveAll(d.path("queue")))
	d.syncFolder(".")
	d.cutAndBoot()
	d.expect()
}
