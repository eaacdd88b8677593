// Every example in the documents can be read, and the reference names every word of the grammar.
#include "core/replication/switches.h"
#include "sim/scenario/grammar.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/vocabulary.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fl::sim {
namespace {

struct Example {
  std::string file;
  std::string language;  ///< behind the three backticks
  std::string text;
};

std::filesystem::path source_directory() {
  const char* source = std::getenv("FAULTLINE_SOURCE");
  return source != nullptr ? source : ".";
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Example> examples_in(const std::filesystem::path& path) {
  std::vector<Example> examples;
  std::istringstream in(read(path));
  bool is_inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      is_inside = !is_inside;
      if (is_inside)
        examples.push_back({.file = path.filename().string(), .language = line.substr(3)});
    } else if (is_inside) {
      examples.back().text += line + "\n";
    }
  }
  return examples;
}

std::vector<Example> all_examples() {
  std::vector<Example> all = examples_in(source_directory() / "README.md");
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(source_directory() / "docs"))
    if (entry.path().extension() == ".md")
      for (Example& example : examples_in(entry.path()))
        all.push_back(std::move(example));
  return all;
}

template <class T>
void read_lines(const Example& example, Read<T> (*parse)(std::string_view, Place)) {
  std::istringstream in(example.text);
  for (std::string line; std::getline(in, line);) {
    const auto parsed = parse(line, {});
    EXPECT_TRUE(parsed) << to_text(parsed.error(), example.file) << ": " << line;
  }
}

TEST(Documents, EveryExampleIsRead) {
  int scenarios = 0;
  for (const Example& example : all_examples()) {
    if (example.language == "actions") read_lines<ActionLine>(example, parse_action);
    if (example.language == "timeline") read_lines<TimelineEntry>(example, parse_timeline_entry);
    if (example.language == "expect") read_lines<Expectation>(example, parse_expectation);
    if (example.language != "yaml") continue;
    const auto scenario = parse_scenario(example.text);
    EXPECT_TRUE(scenario) << to_text(scenario.error(), example.file);
    ++scenarios;
  }
  EXPECT_GE(scenarios, 1);
}

TEST(Documents, TheReferenceHasEveryWord) {
  const std::string text = read(source_directory() / "docs" / "grammar.md");
  for (const VerbWord& verb : verb_words())
    EXPECT_NE(text.find("\"" + std::string(verb.word) + "\""), std::string::npos) << verb.word;
  for (const MeasureWord& measure : measure_words())
    EXPECT_NE(text.find("\"" + std::string(measure.word) + "\""), std::string::npos)
        << measure.word;
  for (const replication::SwitchRow& one : replication::kSwitchRows)
    EXPECT_NE(text.find("| `" + std::string(one.name) + "` | " + std::string(one.values) + " | " +
                        std::string(one.about) + " |"),
              std::string::npos)
        << one.name;
  for (const CheckWord& check : check_words())
    EXPECT_NE(text.find("| `" + std::string(check.word) + "` |"), std::string::npos) << check.word;
}

}  // namespace
}  // namespace fl::sim
