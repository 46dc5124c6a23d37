// Keys and buttons.
import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Plugin, Selection, TextSelection } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, goToNextCell, isInTable } from "prosemirror-tables";

import { schema } from "./schema.js";

const { nodes, marks } = schema;

const breakLine = chainCommands(exitCode, (state, dispatch) => {
  if (state.selection.$from.parent.type === nodes.heading) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

// As in Word: Tab in the last cell adds a row.
function addRowAtEnd(state, dispatch, view) {
  if (!isInTable(state) || !view) return false;
  addRowAfter(state, dispatch);
  return goToNextCell(1)(view.state, view.dispatch);
}

export const isInFigure = (state) => state.selection.$from.parent.type === nodes.figure || state.selection.node?.type === nodes.figure;

function removeFigure(state, dispatch) {
  if (!isInFigure(state)) return false;
  const { $from, node } = state.selection, depth = $from.depth;
  const start = node ? state.selection.from : $from.before(depth), end = node ? state.selection.to : $from.after(depth);
  const inGallery = $from.node(node ? depth : depth - 1).type === nodes.gallery;
  const alone = inGallery && $from.node(node ? depth : depth - 1).childCount === 1;
  if (dispatch) dispatch(alone ? state.tr.delete($from.before(1), $from.after(1)) : state.tr.delete(start, end));
  return true;
}

// A caption has one line; below it goes a paragraph.
function leaveCaption(state, dispatch) {
  const { $from } = state.selection;
  if ($from.parent.type !== nodes.figure) return false;
  if (dispatch) {
    const place = $from.after(1), change = state.tr.insert(place, nodes.paragraph.create());
    dispatch(change.setSelection(TextSelection.create(change.doc, place + 1)).scrollIntoView());
  }
  return true;
}

// Moves the block that the cursor is in, or a picture within its gallery, by one place.
function move(step) {
  return (state, dispatch) => {
    const { $from, node } = state.selection;
    const inGallery = $from.depth > 0 && $from.node(1).type === nodes.gallery && (node || $from.depth > 1);
    const depth = inGallery ? 1 : 0, { parent, index } = { parent: $from.node(depth), index: $from.index(depth) };
    const other = index + step;
    if (other < 0 || other >= parent.childCount) return false;
    if (dispatch) {
      const [first, second] = step < 0 ? [other, index] : [index, other];
      const start = $from.start(depth) + [...Array(first).keys()].reduce((sum, one) => sum + parent.child(one).nodeSize, 0);
      const [above, below] = [parent.child(first), parent.child(second)];
      const change = state.tr.replaceWith(start, start + above.nodeSize + below.nodeSize, [below, above]);
      const moved = step < 0 ? -above.nodeSize : below.nodeSize;
      const at = Math.min(state.selection.anchor + moved, change.doc.content.size);
      dispatch(change.setSelection(Selection.near(change.doc.resolve(at))).scrollIntoView());
    }
    return true;
  };
}

// The portal shows pictures that follow each other as one gallery.
export const galleries = new Plugin({
  appendTransaction(changes, _before, state) {
    if (!changes.some((one) => one.docChanged)) return null;
    const isPicture = (node) => node.type === nodes.figure || node.type === nodes.gallery;
    let start = -1, pictures = [], first = 0, found = null;
    state.doc.forEach((node, offset) => {
      if (found) return;
      if (isPicture(node)) {
        if (start < 0) [start, pictures, first] = [offset, [], 0];
        first++;
        if (node.type === nodes.figure) pictures.push(node);
        else node.forEach((one) => pictures.push(one));
      } else {
        if (first > 1) found = [start, offset, pictures];
        start = -1;
        first = 0;
      }
    });
    if (!found && first > 1) found = [start, state.doc.content.size, pictures];
    if (!found) return null;
    const [from, to, shown] = found;
    const at = state.selection.from, change = state.tr.replaceWith(from, to, nodes.gallery.create(null, shown));
    const inside = at > from && at <= to;
    return inside ? change.setSelection(Selection.near(change.doc.resolve(from + 1 + shown.reduce((sum, one) => sum + one.nodeSize, 0)), -1)) : change;
  },
});

export const keys = {
  ...baseKeymap,
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  "Alt-ArrowUp": move(-1),
  "Alt-ArrowDown": move(1),
  "Shift-Enter": breakLine,
  Enter: chainCommands(leaveCaption, splitListItem(nodes.list_item), baseKeymap.Enter),
  Tab: chainCommands(goToNextCell(1), addRowAtEnd, sinkListItem(nodes.list_item)),
  "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
};

export const rules = inputRules({
  rules: [
    textblockTypeInputRule(/^(##{1,4})\s$/, nodes.heading, (match) => ({ level: match[1].length })),
    wrappingInputRule(/^\s*[-+*•]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d+)[.)]\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) }), (match, node) => node.childCount + node.attrs.order === Number(match[1])),
    wrappingInputRule(/^>\s$/, nodes.blockquote),
    new InputRule(/^---$/, (state, _match, start, end) => state.tr.replaceRangeWith(start - 1, end, nodes.horizontal_rule.create())),
  ],
});

// Headings of two levels, and back to text.
function heading(state, dispatch) {
  const { parent } = state.selection.$from;
  if (parent.type !== nodes.heading) return setBlockType(nodes.heading, { level: 2 })(state, dispatch);
  if (parent.attrs.level === 2) return setBlockType(nodes.heading, { level: 3 })(state, dispatch);
  return setBlockType(nodes.paragraph)(state, dispatch);
}

function list(type) {
  return (state, dispatch) => {
    const { $from } = state.selection;
    const inside = $from.depth > 1 && $from.node($from.depth - 1).type === nodes.list_item;
    if (!inside) return wrapInList(type)(state, dispatch);
    const above = $from.node($from.depth - 2);
    if (above.type === type) return liftListItem(nodes.list_item)(state, dispatch);
    if (dispatch) dispatch(state.tr.setNodeMarkup($from.before($from.depth - 2), type));
    return true;
  };
}

function table(state, dispatch) {
  const cell = (type, text) => type.create(null, nodes.paragraph.create(null, text ? schema.text(text) : null));
  const row = (type, ...texts) => nodes.table_row.create(null, texts.map((text) => cell(type, text)));
  const made = nodes.table.create(null, [row(nodes.table_header, "Cột một", "Cột hai"), row(nodes.table_cell, "", ""), row(nodes.table_cell, "", "")]);
  if (isInTable(state)) return false;
  const place = state.selection.$from.after(1);
  if (dispatch) {
    const change = state.tr.insert(place, made);
    const first = place + 4; // in the table, its row, its cell and its paragraph
    dispatch(change.setSelection(TextSelection.create(change.doc, first, first + "Cột một".length)).scrollIntoView());
  }
  return true;
}

export function link(state, dispatch) {
  let { from, to, empty } = state.selection;
  const { $from } = state.selection, present = marks.link.isInSet($from.marks()) || marks.link.isInSet(state.doc.nodeAt(from)?.marks ?? []);
  if (present) { // all of it
    const at = $from.parent.childAfter($from.parentOffset).node ? $from.index() : Math.max(0, $from.index() - 1);
    let first = at, last = at;
    while (first > 0 && present.isInSet($from.parent.child(first - 1).marks)) first--;
    while (last + 1 < $from.parent.childCount && present.isInSet($from.parent.child(last + 1).marks)) last++;
    from = $from.start();
    for (let one = 0; one < first; one++) from += $from.parent.child(one).nodeSize;
    to = from;
    for (let one = first; one <= last; one++) to += $from.parent.child(one).nodeSize;
    empty = false;
  }
  const asked = window.prompt(present ? "Địa chỉ của liên kết; xóa hết để bỏ liên kết" : "Địa chỉ của trang, ví dụ https://baochinhphu.vn", present?.attrs.href ?? "https://");
  if (asked === null || (!present && asked.trim() === "https://")) return false;
  const written = asked.trim(), href = !written || /^([a-z]+:|\/|\{)/i.test(written) ? written : written.includes("@") ? `mailto:${written}` : `https://${written}`;
  if (present && !href) {
    if (dispatch) dispatch(state.tr.removeMark(from, to, marks.link));
    return true;
  }
  const mark = marks.link.create({ href });
  if (dispatch) dispatch(empty ? state.tr.replaceSelectionWith(schema.text(href, [mark]), false) : state.tr.removeMark(from, to, marks.link).addMark(from, to, mark));
  return true;
}

export const buttons = {
  heading,
  bold: toggleMark(marks.strong),
  italic: toggleMark(marks.em),
  list: list(nodes.bullet_list),
  numbers: list(nodes.ordered_list),
  quote: wrapIn(nodes.blockquote),
  table,
  link,
  undo,
  redo,
  up: move(-1),
  down: move(1),
  "row-add": addRowAfter,
  "row-remove": deleteRow,
  "column-add": addColumnAfter,
  "column-remove": deleteColumn,
  "table-remove": deleteTable,
  "figure-remove": removeFigure,
};

// Which buttons are on where the cursor is.
const isMarked = (type) => (state) => {
  const { $from, from, to, empty } = state.selection;
  return empty ? !!type.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, type);
};
const isInside = (type) => ({ selection: { $from } }) => {
  for (let depth = $from.depth; depth > 0; depth--) {
    const found = $from.node(depth).type;
    if (found === type) return true;
    if (found === nodes.bullet_list || found === nodes.ordered_list) return false; // of lists the innermost
  }
  return false;
};

export const isOn = {
  heading: isInside(nodes.heading),
  bold: isMarked(marks.strong),
  italic: isMarked(marks.em),
  list: isInside(nodes.bullet_list),
  numbers: isInside(nodes.ordered_list),
  quote: isInside(nodes.blockquote),
  link: isMarked(marks.link),
};

export { isInTable };
