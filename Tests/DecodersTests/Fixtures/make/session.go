// Rows for go.json, as encoding/gob itself writes them.
package main

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"runtime"
	"time"
)

type User struct {
	ID    int
	Name  string
	Roles []string
	Data  map[string]float64
	Next  *User
	Flag  bool
	Raw   []byte
	Fixed [3]uint16
	Any   interface{}
}

type row struct {
	Name   string `json:"name"`
	Format string `json:"format"`
	Bytes  string `json:"bytes"`
}

var rows []row

func add(name string, value interface{}) {
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(value); err != nil {
		panic(name + ": " + err.Error())
	}
	rows = append(rows, row{name, "gob", hex.EncodeToString(buffer.Bytes())})
}

func main() {
	gob.Register(User{})
	gob.Register(map[string]interface{}{})
	gob.Register([]interface{}{})
	gob.Register(time.Time{})
	at := time.Date(2026, 11, 21, 13, 5, 9, 250, time.UTC)
	add("integer", -70000)
	add("unsigned", uint64(1<<64-1))
	add("text", "héllo")
	add("bytes", []byte{0, 255})
	add("number", 1.5)
	add("true", true)
	add("complex", complex(1, 2))
	add("list", []int{1, -2, 300})
	add("array", [2]string{"a", "b"})
	add("struct", User{ID: 42, Name: "ann", Roles: []string{"admin"}, Data: map[string]float64{"x": 0.5}, Next: &User{ID: 43}, Flag: true, Raw: []byte("r"), Fixed: [3]uint16{1, 2, 3}, Any: "any"})
	add("time", at)
	add("big integer", big.NewInt(7))
	// gorilla/sessions: Session.Values, as redistore's GobSerializer encodes it.
	add("gorilla", map[interface{}]interface{}{"user": "u1"})
	add("gorilla with more", map[interface{}]interface{}{7: User{ID: 42, Name: "ann"}, "n": map[string]interface{}{"id": 42, "list": []interface{}{1, "two", User{ID: 44}}}})
	// alexedwards/scs: GobCodec.Encode.
	add("scs", &struct {
		Deadline time.Time
		Values   map[string]interface{}
	}{at, map[string]interface{}{"userID": 42, "name": "ann", "user": User{ID: 42}, "when": at}})
	json.NewEncoder(os.Stdout).Encode(map[string]interface{}{"source": runtime.Version() + " encoding/gob", "rows": rows})
}
