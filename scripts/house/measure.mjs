#!/usr/bin/env node
// Measures how the code is laid out and prints a table in Markdown: `make measure`.
//
//   scripts/house/measure.mjs [COMMIT]…
//
// One column for each commit; if no commit is named, one for the files as they are. The table in
// docs/decisions/house-before-after.md is this output. rust.mjs reads the files; circles.mjs follows their uses.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { circles } from './circles.mjs'
import { comments, literals, withoutTests } from './rust.mjs'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const ROOMS = ['model', 'registry', 'site', 'sample', 'storage', 'cleanup', 'present', 'ui']
/** Rooms that may know kinds of registries. */
const KNOWS_KINDS = ['registry', 'sample']
const KIND = /\b(?:RegistryKind|Kind)::(?:Acr|Distribution2|Distribution3|Zot|Harbor|Oci)\b/g
const PRODUCT = /\b(?:acr|azure|harbor|zot)s?\b/gi
const TWO_WORDS = /[\p{L}'’]{2,}[,;:.…]? +[\p{L}'’]{2,}/u

/** First words of a comment that has no noun as its subject. */
const WITHOUT_SUBJECT = /^(?:What|Who|Whom|Whose|Whoever|Whatever|Where|It|Its|Such|Those|These|That|This|They|Of|So|As|By)\b/

/** Every file of `folder` that ends in `end`, as paths relative to `root`. */
function files(root, folder, end) {
  const from = join(root, folder)
  if (!existsSync(from)) return []
  return readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(end) && !/node_modules|test-results/.test(entry.parentPath))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

const lines = (text) => text.split('\n').length - 1
const sum = (numbers) => numbers.reduce((all, each) => all + each, 0)
const isTest = (file) => /\/tests(?:\.rs|\/)/.test(file)

/** The rows of one tree: [what, value]. */
function measure(root) {
  const read = (file) => readFileSync(join(root, file), 'utf8')
  const source = files(root, 'src', '.rs').map((file) => ({ file, text: read(file) }))
  const code = source
    .filter(({ file }) => !isTest(file))
    .map(({ file, text }) => ({ file, room: file.split('/')[1], text: withoutTests(text) }))
  const of = (end) => files(root, 'tests', end).map(read)
  const length = (list) => `${list.length} files, ${sum(list.map(lines))} lines`
  const sorted = source.map(({ file, text }) => [lines(text), file]).sort((a, b) => b[0] - a[0])
  const found = circles(code)
  const inRoom = (room) => code.filter((each) => each.room === room)
  const words = (room) => sum(inRoom(room).map(({ text }) => literals(text).filter((each) => TWO_WORDS.test(each)).length))
  const strangers = code.filter(({ room }) => ROOMS.includes(room) && !KNOWS_KINDS.includes(room))
  const count = (list, pattern, part) => sum(list.map(({ text }) => (part(text).match(pattern) ?? []).length))
  const { blanked } = literals
  const said = source.flatMap(({ text }) => comments(text))
  const short = said.filter((each) => each.split(/\s+/).length <= 3).length
  const unnamed = said.filter((each) => WITHOUT_SUBJECT.test(each)).length

  return [
    ['`src`', length(source.map(({ text }) => text))],
    ['of it tests', length(source.filter(({ file }) => isTest(file)).map(({ text }) => text))],
    ['`tests`, Rust', length(of('.rs'))],
    ['`tests`, TypeScript and JavaScript', length([...of('.ts'), ...of('.mjs')])],
    ['median file in `src`', `${sorted[Math.floor(sorted.length / 2)][0]} lines`],
    ['files in `src` over 250 lines', `${sorted.filter(([long]) => long > 250).length}`],
    ['longest files', sorted.slice(0, 8).map(([long, file]) => `${file.replace('src/', '')} ${long}`).join('<br>')],
    ['circles of files within a room', found.length === 0 ? '0' : `${found.length}, of ${sum(found.map((each) => each.length))} files`],
    ['kinds of registries named outside `registry` and `sample`', `${count(strangers, KIND, blanked)} times in ${strangers.filter(({ text }) => blanked(text).match(KIND)).length} files`],
    ['names of products there, in code and sentences', `${count(strangers, PRODUCT, (text) => blanked(text) + literals(text).join('\n'))}`],
    ...ROOMS.map((room) => [`literals of two or more words in \`${room}\``, `${words(room)}`]),
    ['doc comments of three words or fewer', `${short}`],
    ['doc comments that begin with "What", "Who", "Where", "It", "That" …', `${unnamed}`],
    ['words in the glossary', `${glossary(root)}`],
  ]
}

/** Rows of the table below "Glossary" in ARCHITECTURE.md. */
function glossary(root) {
  const file = join(root, 'ARCHITECTURE.md')
  if (!existsSync(file)) return 0
  const section = readFileSync(file, 'utf8').split(/^## /m).find((part) => part.startsWith('Glossary')) ?? ''
  return Math.max(0, section.split('\n').filter((line) => line.startsWith('| ')).length - 1)
}

/** A commit's files in a folder of their own, removed at the end. */
function checkedOut(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-measure-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const archive = execFileSync('git', ['-C', ROOT, 'archive', commit], { maxBuffer: 1 << 28 })
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  return folder
}

const isAsked = process.argv.includes('--circles')
const commits = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const columns = commits.length > 0 ? commits.map((commit) => [commit, checkedOut(commit)]) : [['now', ROOT]]
if (isAsked) {
  for (const [, root] of columns) {
    const code = files(root, 'src', '.rs').filter((file) => !isTest(file))
    const texts = code.map((file) => ({ file, room: file.split('/')[1], text: withoutTests(readFileSync(join(root, file), 'utf8')) }))
    for (const circle of circles(texts)) console.log(circle.join('  '))
  }
  process.exit()
}
const tables = columns.map(([, root]) => measure(root))
console.log(`| | ${columns.map(([name]) => name).join(' | ')} |`)
console.log(`|---|${columns.map(() => '---').join('|')}|`)
tables[0].forEach(([what], row) => console.log(`| ${what} | ${tables.map((table) => table[row][1]).join(' | ')} |`))
