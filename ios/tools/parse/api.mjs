// The public declarations of a Swift file, one a line: where it is declared, then its signature
// without body, default value or comment.

const TYPES = new Set(["class_declaration", "protocol_declaration"]);
const MEMBERS = new Set([
  "function_declaration",
  "init_declaration",
  "property_declaration",
  "subscript_declaration",
  "typealias_declaration",
  "associatedtype_declaration",
  "enum_entry",
  "protocol_function_declaration",
  "protocol_property_declaration",
]);
const BODIES = new Set([
  "function_body",
  "class_body",
  "enum_class_body",
  "protocol_body",
  "computed_property",
  "willset_didset_block",
]);

export function publicApi(root) {
  return declarations(root, { path: "", everything: false });
}

function declarations(node, within) {
  return node.namedChildren.flatMap((child) => {
    if (TYPES.has(child.type)) return ofType(child, within);
    if (MEMBERS.has(child.type)) return ofMember(child, within);
    return [];
  });
}

function ofType(node, within) {
  const name = node.childForFieldName("name").text.replace(/\s+/g, "");
  const body = node.namedChildren.find((child) => BODIES.has(child.type));
  const isExtension = node.children.some((child) => child.type === "extension");
  const isPublic = isExtension || within.everything || saysPublic(node);
  if (!isPublic) return [];
  const path = within.path ? `${within.path}.${name}` : name;
  const isEnum = body.type === "enum_class_body";
  const members = body.namedChildren.flatMap((child) => {
    if (TYPES.has(child.type)) return ofType(child, { path, everything: false });
    if (!MEMBERS.has(child.type)) return [];
    const everything = node.type === "protocol_declaration" || (isEnum && isEntry(child));
    return ofMember(child, { path, everything });
  });
  const conforms = node.namedChildren.some((child) => child.type === "inheritance_specifier");
  if (!isExtension) return [`${path}: ${signature(node)}`, ...members];
  // An extension that adds nothing in public says nothing of itself.
  const line = conforms && !name.startsWith("CountersignFFI") ? [`${path}: ${signature(node)}`] : [];
  return [...line, ...members];
}

function ofMember(node, within) {
  if (!within.everything && !saysPublic(node)) return [];
  return [`${within.path || "(module)"}: ${signature(node)}`];
}

function isEntry(node) {
  return node.type === "enum_entry";
}

function saysPublic(node) {
  const modifiers = node.namedChildren.find((child) => child.type === "modifiers");
  return /(^|\s)(public|open)(\s|$)/.test(modifiers ? modifiers.text : "");
}

function signature(node) {
  let end = node.endIndex;
  let suffix = "";
  for (const child of node.children) {
    const isValue = child.type === "=" && node.type === "property_declaration";
    if (!BODIES.has(child.type) && !isValue) continue;
    end = Math.min(end, child.startIndex);
    if (child.type === "computed_property") suffix = " { get }";
  }
  const text = node.text.slice(0, end - node.startIndex);
  return text.replace(/\/\/[^\n]*/g, "").replace(/\s+/g, " ").trim() + suffix;
}
