package spec

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"reflect"
	"strings"
	"sync"
)

// Concept is one thing that a file chooses by kind, with all its kinds.
type Concept struct {
	Name  string        // such as "distribution"
	Kinds []Description // sorted by name
}

// Description documents one kind, or one section of a file.
type Description struct {
	Name   string             // the kind
	Doc    string             // the full comment of its Go type
	Fields []FieldDescription // in the order of the struct
}

// FieldDescription documents one key.
type FieldDescription struct {
	Key      string // as written in a file
	Type     string // in words, such as "list of numbers"
	Default  string // as TOML; empty when there is none
	Range    string // the interval of a number, or the choices of text; empty when free
	Required bool   // whether leaving the key out is a problem
	Doc      string // its comment, on one line
	Shape    *Shape // Type, to compute with
}

// Concepts returns every concept of the program with its kinds, sorted by name.
func Concepts() []Concept {
	var concepts []Concept
	for _, r := range allRegistries() {
		concept := Concept{Name: r.concept}
		for _, name := range r.names() {
			prototype := r.prototypes[name].Elem()
			description := describe(prototype)
			description.Name = name
			concept.Kinds = append(concept.Kinds, description)
		}
		concepts = append(concepts, concept)
	}
	return concepts
}

// Describe documents the struct that v is or points to. Comments are known for the packages of
// registered concepts and those given to [Document].
func Describe(v any) Description {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	d := describe(fresh(t))
	d.Name = t.Name()
	return d
}

func describe(v reflect.Value) Description {
	return Description{Doc: docOf(v.Type(), ""), Fields: describeFields(v.Type(), v)}
}

// describeFields documents the fields of a struct whose defaults are given.
func describeFields(t reflect.Type, defaults reflect.Value) []FieldDescription {
	var fields []FieldDescription
	for _, f := range planOf(t).fields {
		shape := shapeOf(f.typ, f.rules)
		d := FieldDescription{
			Key:      f.key,
			Type:     shape.Words(),
			Required: f.required,
			Doc:      strings.Join(strings.Fields(docOf(f.owner, f.name)), " "),
			Shape:    shape,
		}
		if f.rules != nil {
			d.Range = f.rules.text
			if len(f.rules.choices) > 0 {
				d.Range = strings.Join(f.rules.choices, ", ")
			}
		}
		if n := encodeValue(defaults.FieldByIndex(f.index), fresh(f.typ)); !f.required && !isVoid(n) {
			d.Default = n.inline()
		}
		fields = append(fields, d)
	}
	return fields
}

var (
	documentsLock sync.Mutex
	documents     = map[string]func() map[string]string{} // by package path
)

// Document makes the comments in a package's embedded *.go files known to [Describe]; T is any
// type of the package. Registries of kinds do this for theirs.
func Document[T any](sources fs.FS) struct{} {
	document(reflect.TypeFor[T]().PkgPath(), sources)
	return struct{}{}
}

func document(pkg string, sources fs.FS) {
	if sources == nil {
		return
	}
	documentsLock.Lock()
	defer documentsLock.Unlock()
	if documents[pkg] == nil {
		documents[pkg] = sync.OnceValue(func() map[string]string { return readDocs(sources) })
	}
}

// docOf returns the comment of a type, or of one of its fields.
func docOf(t reflect.Type, field string) string {
	documentsLock.Lock()
	docs := documents[t.PkgPath()]
	documentsLock.Unlock()
	if docs == nil {
		return ""
	}
	name, _, _ := strings.Cut(t.Name(), "[")
	if field != "" {
		name += "." + field
	}
	return docs()[name]
}

// readDocs collects the comments of all types, under "Type", and of their fields, under
// "Type.Field", from Go sources. A file that does not parse has none.
func readDocs(sources fs.FS) map[string]string {
	docs := map[string]string{}
	names, _ := fs.Glob(sources, "*.go")
	for _, name := range names {
		text, err := fs.ReadFile(sources, name)
		if err != nil || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, declaration := range file.Decls {
			if group, ok := declaration.(*ast.GenDecl); ok && group.Tok == token.TYPE {
				readTypes(group, docs)
			}
		}
	}
	return docs
}

// readTypes collects the comments of one type declaration.
func readTypes(group *ast.GenDecl, docs map[string]string) {
	for _, s := range group.Specs {
		declared := s.(*ast.TypeSpec)
		doc := declared.Doc
		if doc == nil && len(group.Specs) == 1 {
			doc = group.Doc
		}
		docs[declared.Name.Name] = strings.TrimSpace(doc.Text())
		body, ok := declared.Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, f := range body.Fields.List {
			comment := f.Doc.Text()
			if comment == "" {
				comment = f.Comment.Text()
			}
			for _, name := range f.Names {
				docs[declared.Name.Name+"."+name.Name] = strings.TrimSpace(comment)
			}
		}
	}
}
