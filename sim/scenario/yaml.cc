#include "sim/scenario/yaml.h"

#include <set>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace fl::sim {

namespace {

Place place_of(const YAML::Mark& mark) {
  return {mark.line + 1, mark.column + 1};
}

/// Builds the tree from the parser's events; the first mistake stays.
class TreeBuilder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    add({.kind = YamlKind::null, .place = place_of(mark)});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases are not allowed in a scenario");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    const bool quoted = tag == "!";
    if (!quoted && tag != "?" && !tag.empty()) refuse(mark, "tags are not allowed in a scenario");
    add({.kind = YamlKind::scalar, .place = place_of(mark), .quoted = quoted, .text = value});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_anchor(mark, anchor);
    begin({.kind = YamlKind::sequence, .place = place_of(mark)});
  }

  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_anchor(mark, anchor);
    begin({.kind = YamlKind::map, .place = place_of(mark)});
  }

  void OnMapEnd() override {
    check_keys(open_.back());
    end();
  }

  const YamlNode& root() const { return root_; }

  const std::vector<Mistake>& mistakes() const { return mistakes_; }

 private:
  void refuse(const YAML::Mark& mark, std::string message) {
    mistakes_.push_back({place_of(mark), std::move(message)});
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) refuse(mark, "anchors are not allowed in a scenario");
  }

  void begin(YamlNode node) {
    if (open_.size() == kYamlDepthMax) mistakes_.push_back({node.place, "nested too deep"});
    open_.push_back(std::move(node));
  }

  void end() {
    YamlNode node = std::move(open_.back());
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.size() <= kYamlDepthMax) {
      open_.back().items.push_back(std::move(node));
    }
  }

  void check_keys(const YamlNode& map) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < map.size(); ++i) {
      const YamlNode& key = map.key(i);
      if (key.kind != YamlKind::scalar) {
        mistakes_.push_back({key.place, "a key must be a word"});
      } else if (!seen.insert(key.text).second) {
        mistakes_.push_back({key.place, "duplicate key '" + key.text + "'"});
      }
    }
  }

  YamlNode root_;
  std::vector<YamlNode> open_;
  std::vector<Mistake> mistakes_;
};

}  // namespace

Read<YamlNode> parse_yaml(std::string_view text) {
  if (text.size() > kScenarioBytesMax) return mistake({}, "longer than 1 MiB");
  TreeBuilder builder;
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) return mistake({}, "empty");
    if (!builder.mistakes().empty()) return std::unexpected(builder.mistakes().front());
    TreeBuilder second;
    if (parser.HandleNextDocument(second))
      return mistake(second.root().place, "a scenario is one document");
  } catch (const YAML::ParserException& error) {
    return mistake(place_of(error.mark), error.msg);
  } catch (const YAML::Exception& error) {
    return mistake(place_of(error.mark), error.msg);
  }
  return builder.root();
}

}  // namespace fl::sim
