//! The table of signers: a CSV file, as spreadsheets write it.
//!
//! It is read row by row, so that a large file needs no more memory than its signers. Rows
//! that cannot stand in a letter are listed and do not stop the others; a file that cannot be
//! understood as a whole (another encoding, no titles) is refused as a whole, because half a
//! guess would put the wrong words into letters.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use csv::{ByteRecord, Position, Reader, ReaderBuilder, StringRecord};
use unforgotten_core::plan::{Column, Signer};
use unforgotten_store::SignerRow;

use super::PlanProblem;
use crate::{AppError, Code};

/// A table above this size is none: 100,000 rows of ordinary length have about 10 MB.
const FILE_MAX: u64 = 64 << 20;
/// More signers than this are a mistake, or want several campaigns.
const ROWS_MAX: usize = 100_000;
/// More problems than this are counted and no longer listed.
const PROBLEMS_MAX: usize = 10_000;
/// A value is shown so far.
const SHOWN_MAX: usize = 60;
/// What spreadsheets put between two cells.
const DELIMITERS: [u8; 3] = *b",;\t";

/// What a file held.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) signers: Vec<SignerRow>,
    /// The columns that are known.
    pub(super) columns: Vec<Column>,
    pub(super) problems: Vec<PlanProblem>,
    /// Problems beyond those listed.
    pub(super) more: u64,
    /// Rows of somebody who signed in a row before.
    pub(super) skipped: u64,
}

/// Reads a file of signers.
pub(super) fn read(path: &Path) -> Result<Table, AppError> {
    let file = path.display().to_string();
    let refuse = |message: String| {
        AppError::new(Code::BadRequest, format!("{file}: {message}")).with("file", &file)
    };
    let about = std::fs::metadata(path).map_err(|error| refuse(error.to_string()))?;
    if !about.is_file() {
        return Err(refuse("this is not a file".to_owned()));
    }
    if about.len() > FILE_MAX {
        return Err(refuse(format!(
            "the file has {} bytes, at most {FILE_MAX} are read",
            about.len()
        ))
        .advise("split it, and make a campaign of each part"));
    }
    let open = || File::open(path).map_err(|error| refuse(error.to_string()));
    let delimiter = delimiter(&open()?).map_err(|error| of_csv(&file, 1, &error))?;
    let mut rows = Rows::new(open()?, delimiter, &file);
    let Some(titles) = rows.next()? else {
        return Err(refuse("the file is empty".to_owned()).advise(WANTED));
    };
    let columns = columns(&titles).map_err(|message| {
        refuse(format!("row {}: {message}", rows.row))
            .with("row", rows.row.to_string())
            .advise(WANTED)
    })?;
    let mut table = Table::default();
    let mut seen = HashSet::new();
    let mut count = 0;
    while let Some(cells) = rows.next()? {
        count += 1;
        if count > ROWS_MAX {
            return Err(refuse(format!("the file has more than {ROWS_MAX} rows"))
                .advise("split it, and make a campaign of each part"));
        }
        match signer(&cells, &columns, titles.len()) {
            Ok(signer) if seen.insert(signer.key()) => table.signers.push(row(signer, rows.row)),
            Ok(_) => table.skipped += 1,
            Err(bad) => {
                for problem in bad {
                    if table.problems.len() < PROBLEMS_MAX {
                        let (file, row) = (Some(file.clone()), Some(rows.row));
                        table.problems.push(PlanProblem { file, row, ..problem });
                    } else {
                        table.more += 1;
                    }
                }
            }
        }
    }
    if count == 0 {
        return Err(refuse("there is nobody below the titles".to_owned()).advise(WANTED));
    }
    table.columns = columns.into_iter().map(|(column, _)| column).collect();
    Ok(table)
}

const WANTED: &str = "the first row has the titles name, town, country, email, own_words \
                      (name is needed); each row below it is one signer";
const SAVE_AS: &str = "open it in the spreadsheet program and save it as UTF-8 (“CSV UTF-8”)";

/// The rows of a file with their numbers as a spreadsheet shows them: a cell with line breaks
/// is one row, an empty line is one too.
struct Rows<'a> {
    file: &'a str,
    reader: Reader<File>,
    record: ByteRecord,
    line: u64,
    row: u64,
}

impl<'a> Rows<'a> {
    fn new(file: File, delimiter: u8, name: &'a str) -> Self {
        let reader = builder(delimiter).buffer_capacity(1 << 16).from_reader(file);
        Self { file: name, reader, record: ByteRecord::new(), line: 1, row: 0 }
    }

    /// The next row that has anything in it.
    fn next(&mut self) -> Result<Option<StringRecord>, AppError> {
        loop {
            let more = self.reader.read_byte_record(&mut self.record);
            if !more.map_err(|error| of_csv(self.file, self.row + 1, &error))? {
                return Ok(None);
            }
            // What the reader passed over beyond the lines of this row were empty lines.
            let now = Position::line(self.reader.position());
            let inside = self.record.as_slice().iter().filter(|&&byte| byte == b'\n').count();
            let lines = 1 + u64::try_from(inside).unwrap_or(u64::MAX);
            self.row += 1 + now.saturating_sub(self.line).saturating_sub(lines);
            self.line = now;
            let record = StringRecord::from_byte_record(self.record.clone())
                .map_err(|error| self.not_utf8(error.utf8_error().field() + 1))?;
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(record));
            }
        }
    }

    fn not_utf8(&self, cell: usize) -> AppError {
        let Self { file, row, .. } = self;
        let message = format!("{file}, row {row}, cell {cell}: the text is not in UTF-8");
        AppError::new(Code::BadRequest, message)
            .advise(SAVE_AS)
            .with("file", *file)
            .with("row", row.to_string())
            .with("column", cell.to_string())
    }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

fn of_csv(file: &str, row: u64, error: &csv::Error) -> AppError {
    AppError::new(Code::BadRequest, format!("{file}, row {row}: {error}")).with("file", file)
}

/// The delimiter with which the first row has the most titles that are known.
fn delimiter(mut file: &File) -> Result<u8, csv::Error> {
    use std::io::{Read, Seek};
    let mut head = Vec::new();
    file.take(1 << 16).read_to_end(&mut head)?;
    file.rewind()?;
    let known = |delimiter: u8| {
        let mut titles = ByteRecord::new();
        let read = builder(delimiter).from_reader(head.as_slice()).read_byte_record(&mut titles);
        let titles = titles.iter().filter_map(|title| std::str::from_utf8(title).ok());
        read.map(|_| titles.filter(|title| Column::titled(title).is_some()).count())
    };
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let found = known(delimiter)?;
        if found > best.0 {
            best = (found, delimiter);
        }
    }
    Ok(best.1)
}

/// Which cell of a row is what.
fn columns(titles: &StringRecord) -> Result<Vec<(Column, usize)>, String> {
    let mut columns = Vec::<(Column, usize)>::new();
    for (n, title) in titles.iter().enumerate() {
        let Some(column) = Column::titled(title) else { continue };
        if columns.iter().any(|(other, _)| *other == column) {
            return Err(format!("two columns are titled “{}”", column.name()));
        }
        columns.push((column, n));
    }
    if columns.iter().any(|(column, _)| *column == Column::Name) {
        return Ok(columns);
    }
    let titles: Vec<_> = titles.iter().map(|title| shown(title.trim())).collect();
    Err(format!("there is no column “name” among the titles: {}", shown(&titles.join(", "))))
}

fn signer(
    cells: &StringRecord,
    columns: &[(Column, usize)],
    titles: usize,
) -> Result<Signer, Vec<PlanProblem>> {
    // A comma or a line break without quotes around it moves words into cells of others.
    let beyond = cells.iter().skip(titles).any(|cell| !cell.trim().is_empty());
    if cells.len() < titles || beyond {
        let code = if beyond { "too_many_cells" } else { "too_few_cells" };
        let message = format!(
            "the row has {} cells, but there are {titles} titles: put quotes around a text with \
             commas or line breaks",
            cells.len()
        );
        let value = cells.iter().next().map(shown);
        return Err(vec![PlanProblem { value, ..PlanProblem::new(code, message) }]);
    }
    let place = |column| columns.iter().find(|(known, _)| *known == column).map(|(_, n)| *n);
    let cell = |column| place(column).and_then(|n| cells.get(n)).unwrap_or_default().to_owned();
    Signer::check(cell).map_err(|bad| {
        let problem = |bad: unforgotten_core::plan::BadCell| PlanProblem {
            column: Some(bad.column.name().to_owned()),
            value: Some(shown(&cell(bad.column))),
            ..PlanProblem::new(bad.code, bad.message)
        };
        bad.into_iter().map(problem).collect()
    })
}

/// A value as it can stand in one line.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_MAX).flat_map(visible).collect();
    if text.chars().nth(SHOWN_MAX).is_some() {
        shown.push('…');
    }
    shown
}

fn visible(c: char) -> impl Iterator<Item = char> {
    let escaped = c.is_control().then(|| c.escape_debug());
    let plain = escaped.is_none().then_some(c);
    escaped.into_iter().flatten().chain(plain)
}

fn row(signer: Signer, row: u64) -> SignerRow {
    SignerRow {
        position: i64::try_from(row).unwrap_or(i64::MAX),
        name: signer.name,
        town: signer.town,
        country: signer.country,
        email: signer.email.map(|email| email.to_string()).unwrap_or_default(),
        own_words: signer.own_words,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn table(bytes: &[u8]) -> Result<Table, AppError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("signers.csv");
        std::fs::write(&file, bytes).unwrap();
        read(&file)
    }

    fn good(text: &str) -> Table {
        let table = table(text.as_bytes()).unwrap();
        assert_eq!(table.problems, [], "nothing is wrong with {text:?}");
        table
    }

    #[rstest]
    #[case::comma("name,town,country,email\nAnna B.,Bonn,Germany,a@example.org\n")]
    #[case::semicolon("name;town;country;email\nAnna B.;Bonn;Germany;a@example.org\n")]
    #[case::tab("name\ttown\tcountry\temail\nAnna B.\tBonn\tGermany\ta@example.org\n")]
    #[case::bom("\u{feff}name,town,country,email\nAnna B.,Bonn,Germany,a@example.org\n")]
    #[case::crlf("name,town,country,email\r\nAnna B.,Bonn,Germany,a@example.org\r\n")]
    #[case::no_last_line_end("name,town,country,email\nAnna B.,Bonn,Germany,a@example.org")]
    #[case::russian("Страна;Почта;Имя;Город\nGermany;a@example.org;Anna B.;Bonn\n")]
    #[case::others("id,E-Mail,City,Name,Country,tel\n1,a@example.org,Bonn,Anna B.,Germany,-\n")]
    #[case::quoted(
        "\"name\",\"town\",\"country\",\"email\"\n\"Anna B.\",Bonn,Germany,a@example.org"
    )]
    fn a_file_is_understood_as_spreadsheets_write_it(#[case] text: &str) {
        let table = good(text);
        let want = SignerRow {
            position: 2,
            name: "Anna B.".to_owned(),
            town: "Bonn".to_owned(),
            country: "Germany".to_owned(),
            email: "a@example.org".to_owned(),
            own_words: String::new(),
        };
        assert_eq!(table.signers, [want], "the same signer, however it is written");
    }

    #[rstest]
    #[case::lf("\n")]
    #[case::crlf("\r\n")]
    fn rows_are_counted_as_a_spreadsheet_counts_them(#[case] end: &str) {
        let rows = [
            "name,words",
            "A,\"one\n\n, two\"\"\"",
            "",
            "B,x",
            ",",
            "",
            "",
            "C,\"\"",
            "D,\"last\nwords\"",
        ];
        let table = good(&rows.join(end));
        let found: Vec<_> = table.signers.iter().map(|s| (s.name.as_str(), s.position)).collect();
        assert_eq!(found, [("A", 2), ("B", 4), ("C", 8), ("D", 9)], "empty rows count");
        assert_eq!(table.signers[0].own_words, "one\n\n, two\"", "a quoted text stays whole");
    }

    #[rstest]
    #[case::empty(b"", "is empty")]
    #[case::blank(b"\n\n ,,\n", "is empty")]
    #[case::titles_only(b"name,town\n", "nobody below the titles")]
    #[case::no_titles(b"Anna,Bonn\nBoris,Kiel\n", "row 1: there is no column “name”")]
    #[case::twice(b"name,mail,e-mail\nA,,\n", "two columns are titled")]
    #[case::windows_1251(b"name,town\nA,\xcc\xee\xf1\xea\xe2\xe0\n", "row 2, cell 2")]
    #[case::utf_16(b"\xff\xfen\0a\0m\0e\0\n\0A\0\n\0", "row 1, cell 1")]
    fn a_file_that_cannot_be_understood_is_refused_whole(#[case] bytes: &[u8], #[case] said: &str) {
        let error = table(bytes).unwrap_err();
        assert!(error.message.contains(said), "“{said}” in: {}", error.message);
        assert!(!error.advice.is_empty(), "it says what to do");
    }

    #[test]
    fn bad_rows_are_listed_and_the_good_ones_stay() {
        let rows = "name,town,email\nA,Bonn,a@\n,Kiel,b@example.org\nC,Kiel,c@example.org\n\
                    D,Bonn\nE,Bonn,e@example.org,more\nF\u{1},x,\n";
        let table = table(rows.as_bytes()).unwrap();
        let found: Vec<_> = table
            .problems
            .iter()
            .map(|p| (p.row.unwrap(), p.column.as_deref().unwrap_or(""), p.code.as_str()))
            .collect();
        let want = [
            (2, "email", "bad_address"),
            (3, "name", "empty"),
            (5, "", "too_few_cells"),
            (6, "", "too_many_cells"),
            (7, "name", "control_character"),
        ];
        assert_eq!(found, want, "each with its row and column");
        assert_eq!(table.problems[4].value.as_deref(), Some("F\\u{1}"), "made visible");
        assert_eq!(table.signers.len(), 1, "C can sign");
    }

    #[test]
    fn who_signs_twice_signs_once() {
        let table = good(
            "name,town,email\nA,Bonn,\nA,bonn,\nA,Kiel,\nB,,b@example.org\nC,,B@Example.org\n",
        );
        assert_eq!((table.signers.len(), table.skipped), (3, 2), "two of five are repetitions");
    }

    #[test]
    fn a_row_too_many_is_refused() {
        let mut text = String::from("name\n");
        (0..ROWS_MAX).for_each(|n| text.push_str(&format!("S{n}\n")));
        assert_eq!(good(&text).signers.len(), ROWS_MAX, "the limit itself is allowed");
        text.push_str("one more\n");
        assert!(table(text.as_bytes()).is_err(), "one above it is not");
    }
}
