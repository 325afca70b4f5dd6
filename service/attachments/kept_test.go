package attachments

import (
	"slices"
	"testing"
)

func TestKeptLetsGoOfWhatWasNotUsedForLongest(t *testing.T) {
	var k kept[string]
	k.put("a", "A", 4, 10)
	k.put("b", "B", 4, 10)
	k.get("a")
	k.put("c", "C", 4, 10) // 12 are too much
	if k.has("b") || !k.has("a") || !k.has("c") {
		t.Errorf("kept %v", k.order)
	}
	k.put("a", "A2", 1, 10) // in place of the first
	k.put("d", "D", 5, 10)
	if value, _ := k.get("a"); value != "A2" || !slices.Equal(k.order, []string{"c", "d", "a"}) || k.sum != 10 {
		t.Errorf("kept %v of %d", k.order, k.sum)
	}
	k.put("e", "E", 11, 10) // more than all there is room for
	if k.has("e") || len(k.all()) != 3 {
		t.Errorf("kept %v", k.all())
	}
	k.remove("c")
	k.remove("nothing")
	if k.sum != 6 || len(k.order) != 2 {
		t.Errorf("kept %v of %d", k.order, k.sum)
	}
}
