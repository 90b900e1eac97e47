//! ROWS: tables, sentences and exports of the page, as plain data. Never fails.

mod answer;
mod bytes;
mod capability_words;
mod cell;
mod confirm_words;
mod cors_recipes;
mod csv;
mod dates;
mod deleted_rows;
mod deletion_words;
mod ending;
mod faces;
mod folding;
mod frees_words;
mod gap_lines;
mod gaps;
mod headlines;
mod image_cells;
mod image_filter;
mod images;
mod indented;
mod largest;
mod layer_rows;
mod layer_users;
mod layer_words;
mod ledger;
mod listed_words;
mod load;
mod lock_words;
mod manifest_rows;
mod map_layout;
mod namespaces;
mod note_words;
mod plan_groups;
mod plan_lines;
mod plan_words;
mod pull;
mod quota_rows;
mod reason_words;
mod recognition_words;
mod refusal_words;
mod report;
mod repository_layers;
mod repository_rows;
mod repository_words;
mod restore_words;
mod selection_words;
mod signature_tags;
mod space;
mod space_classes;
mod space_map;
mod table;
mod tag_rows;
#[cfg(test)]
mod tests;
mod time_left;
mod titles;
mod typed_names;
mod ways_on;
mod words;

pub use crate::model::visible;
pub use answer::{Answer, answer};
pub use bytes::{BytesText, common_bound, counted, grouped};
pub use capability_words::{
    capability_name, choice_means, choice_name, delete_refusal, untag_refusal,
};
pub use cell::{Badge, Cell, Meter, Target, Tone};
pub use confirm_words::{ConfirmWords, confirm_words};
pub use cors_recipes::{Recipe, cors_recipes};
pub use csv::csv;
pub use dates::ago;
pub use deleted_rows::{DELETED_COLUMNS, deleted_rows};
pub use deletion_words::{DeletionWords, deletion_words};
pub use ending::{Ending, Went};
pub use faces::{Face, faces};
pub use folding::{Line, Unfolded, arrange};
pub use frees_words::{frees_text, other_choice};
pub use gap_lines::{GapLine, gap_lines};
pub use gaps::{all_gaps, left_out_words, unread_gaps};
pub use headlines::{Headline, headlines};
pub use image_filter::{AGES, ImageChoices, ImageFilter, SIZES, image_choices};
pub use images::{IMAGE_COLUMNS, image_columns, image_of_key, image_rows};
pub use indented::indented;
pub use largest::{Bar, largest_repositories};
pub use layer_rows::{LAYER_COLUMNS, layer_rows};
pub use layer_users::{LAYER_USER_COLUMNS, LayerFacts, layer_facts, layer_user_rows};
pub use ledger::{ItemEnd, Mark};
pub use listed_words::{known_counts, listed_counts, listed_size, may_be_incomplete};
pub use load::{Load, limit_of, limit_text, load};
pub use lock_words::{
    LOCKED, attribute_badges, attribute_words, lock_blocks, lock_end, lock_ending,
    still_locked_words,
};
pub use manifest_rows::{MANIFEST_COLUMNS, manifest_rows};
pub use map_layout::{Direction, Place, WHOLE, neighbour};
pub use namespaces::{NamespaceFacts, NamespaceLine, namespace_facts};
pub use note_words::note_words;
pub use plan_groups::{PlanGroup, plan_groups};
pub use plan_lines::{PlanLine, plan_lines, plan_shared};
pub use plan_words::{
    BIN_KEEPS, leftovers, plan_goes, plan_limit, plan_notes, plan_space, skipped_words, step_words,
    unasked_words,
};
pub use pull::Pull;
pub use quota_rows::{Fill, QuotaRow, by_fullness};
pub use reason_words::{end_words, step_end, stop_words};
pub use recognition_words::{reading_changes, recognised_by};
pub use refusal_words::refusal_words;
pub use report::{Origin, report};
pub use repository_layers::{REPOSITORY_LAYER_COLUMNS, repository_layer_rows};
pub use repository_rows::{REPOSITORY_COLUMNS, repository_rows};
pub use repository_words::hedge;
pub use restore_words::{restore_ending, restored_end};
pub use selection_words::locked_words;
pub use space::{Space, SpaceLine, SpaceTable, space};
pub use space_map::{Leads, MapBlock, MapLevel, MapScope, map_level};
pub use table::{Column, Row, Shape, Sort};
pub use tag_rows::{TAG_COLUMNS, tag_columns, tag_rows, tells_pulls};
pub use time_left::TimeLeft;
pub use titles::{Title, lock_title, plan_title, restore_title, run_title};
pub use typed_names::typed_names;
pub use ways_on::{WayOn, ways_on};
pub use words::{kind_of, platforms, role_of};
