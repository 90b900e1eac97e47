//! page-tool WASM FOLDER: cuts the app's wasm file into pieces at its split points and writes the script that binds
//! the first piece to the browser. FOLDER then holds `main.js`, `main_bg.wasm` and the other pieces. Prints a JSON
//! object: for each split point the pieces that have to be there, by file name without `.wasm`, its own one last.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [wasm, folder] = words.as_slice() else {
        eprintln!("usage: page-tool WASM FOLDER");
        return ExitCode::from(2);
    };
    match run(Path::new(wasm), Path::new(folder)) {
        Ok(pieces) => {
            println!("{pieces}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("page-tool: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(wasm: &Path, folder: &Path) -> Result<String, Box<dyn Error>> {
    let input = std::fs::read(wasm)?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main;
    let split = transform(options)?;
    let mut bindgen = Bindgen::new();
    // The pieces find memory and table of the first one by the linker's exports.
    bindgen.input_path(&main).out_name("main").typescript(false).keep_lld_exports(true).web(true)?;
    bindgen.generate(folder)?;
    let mut lines: Vec<String> = split.prefetch_map.iter().map(|(point, pieces)| format!("{point:?}:{pieces:?}")).collect();
    lines.sort();
    // Names of points and files are letters, digits and `_`: their debug form is JSON.
    Ok(format!("{{{}}}", lines.join(",")))
}
