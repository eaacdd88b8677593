// `faultline cluster`: brokers and controllers as real processes on this machine, each with a file
// that starts it alone. Starts them, says when clients may come, watches them, and stops them as an
// operator would: brokers one after the other, each handing over what it leads, then controllers.
#include "cli/cluster_plan.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/file.h"
#include "cli/node_process.h"
#include "cli/terminal.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace fl::cli {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kStartPatience{30'000};
/// A broker waits ten seconds for a controller that lets it go; then it still closes its logs.
constexpr milliseconds kStopPatience{15'000};
/// Where the cluster never was: what runs may have nobody to hand over to.
constexpr milliseconds kEarlyStopPatience{2'000};
constexpr int kLastLines = 5;

struct Member {
  PlannedNode node;
  std::unique_ptr<NodeProcess> process;
  bool is_told_of = false;  ///< that it ended
};

/// The signals that this program waits for, as a descriptor.
class Signals {
 public:
  Signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD})
      sigaddset(&set, signal);
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    descriptor_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  }

  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  ~Signals() { ::close(descriptor_); }

  int descriptor() const { return descriptor_; }

  /// True if one of them asks for the end.
  bool take() {
    signalfd_siginfo info{};
    bool asks = false;
    while (::read(descriptor_, &info, sizeof info) == sizeof info)
      asks = asks || info.ssi_signo != static_cast<std::uint32_t>(SIGCHLD);
    return asks;
  }

 private:
  int descriptor_ = -1;
};

/// What a node said last, for whoever wonders why it ended.
std::string last_lines(const std::string& file) {
  const auto text = read_text_file(file);
  if (!text) return "";
  std::size_t begin = text->size();
  for (int i = 0; i <= kLastLines && begin > 0; ++i) {
    const std::size_t at = text->rfind('\n', begin - 1);
    begin = at == text->npos ? 0 : at;
  }
  return text->substr(begin == 0 ? 0 : begin + 1);
}

const char* plural(int count) {
  return count == 1 ? "" : "s";
}

class Cluster {
 public:
  Cluster(ClusterPlan plan, std::vector<std::string> timers, bool json)
      : plan_(std::move(plan)), timers_(std::move(timers)), json_(json) {}

  int run(Clock::time_point begun) {
    for (const PlannedNode& node : plan_.nodes)
      members_.push_back(
          {.node = node,
           .process = std::make_unique<NodeProcess>(node.config_file(), node.log_file())});
    if (const int status = wait_until_ready(begun + kStartPatience); status != kExitOk) {
      patience_ = kEarlyStopPatience;
      static_cast<void>(stop());
      return status;
    }
    say_ready(std::chrono::duration_cast<milliseconds>(Clock::now() - begun));
    while (!is_asked_to_stop_) {
      wait(std::nullopt);
      tell_of_ended();
      if (std::ranges::none_of(members_, [](Member& m) { return m.process->is_running(); }))
        return complain(kExitFailed, "all nodes have ended");
    }
    const int status = stop();
    if (!json_) fmt::print("stopped\n");
    return status;
  }

 private:
  /// Until a signal comes, a node says something, or the time is over.
  void wait(std::optional<Clock::time_point> until) {
    std::vector<pollfd> watched{{.fd = signals_.descriptor(), .events = POLLIN, .revents = 0}};
    if (until)
      for (const Member& member : members_)
        if (!member.process->is_ready())
          watched.push_back({.fd = member.process->output(), .events = POLLIN, .revents = 0});
    int timeout = -1;
    if (until)
      timeout = static_cast<int>(std::max<std::int64_t>(
          0, std::chrono::ceil<milliseconds>(*until - Clock::now()).count()));
    ::poll(watched.data(), watched.size(), timeout);
    if (signals_.take()) ++asked_;
    is_asked_to_stop_ = asked_ > 0;
  }

  int wait_until_ready(Clock::time_point until) {
    while (true) {
      const auto late = std::ranges::find_if(
          members_, [](Member& member) { return !member.process->is_ready(); });
      if (late == members_.end()) return kExitOk;
      for (Member& member : members_)
        if (const auto status = member.process->ended()) return say_failed(member, *status);
      if (is_asked_to_stop_) return complain(kExitForced, "stopped before the cluster was ready");
      if (Clock::now() >= until)
        return complain(
            kExitUnavailable,
            fmt::format("node {} ({}) is not ready after {} s; {} says:\n{}", late->node.id,
                        late->node.roles(), kStartPatience.count() / 1'000, late->node.log_file(),
                        last_lines(late->node.log_file())));
      wait(until);
    }
  }

  static int say_failed(const Member& member, int status) {
    return complain(WIFEXITED(status) ? WEXITSTATUS(status) : kExitFailed,
                    fmt::format("node {} ({}) {}; {} says:\n{}", member.node.id,
                                member.node.roles(), how_it_ended(status), member.node.log_file(),
                                last_lines(member.node.log_file())));
  }

  void say_ready(milliseconds took) const {
    if (json_)
      print_json(took);
    else
      print_text(took);
    std::fflush(stdout);
  }

  void print_json(milliseconds took) const {
    std::string nodes;
    for (const Member& member : members_)
      nodes += fmt::format(
          R"({}{{"id":{},"roles":"{}","pid":{},"port":{},"controller_port":{},"config":"{}","log":"{}"}})",
          nodes.empty() ? "" : ",", member.node.id, member.node.roles(), member.process->pid(),
          member.node.port, member.node.controller_port, member.node.config_file(),
          member.node.log_file());
    fmt::print(R"({{"bootstrap":"{}","dir":"{}","pid":{},"ready_ms":{},"nodes":[{}]}})"
               "\n",
               plan_.bootstrap(), plan_.directory, ::getpid(), took.count(), nodes);
  }

  void print_text(milliseconds took) const {
    std::string timers;
    for (const std::string& timer : timers_)
      timers += "            " + timer + "\n";
    fmt::print(
        "Faultline cluster ready after {} ms: {} broker{}, {} controller{}\n"
        "  clients   {}\n"
        "  try       kcat -b {} -L\n"
        "  files     {}/node-*/server.properties, logs in node.log beside them\n"
        "  timers    as these files say; a new cluster's are shorter than Kafka's:\n{}"
        "  stop      Ctrl-C, or kill {}; started again with the same --dir, it keeps its data\n",
        took.count(), plan_.brokers(), plural(plan_.brokers()), plan_.controllers(),
        plural(plan_.controllers()), plan_.bootstrap(), plan_.bootstrap(), plan_.directory, timers,
        ::getpid());
  }

  void tell_of_ended() {
    for (Member& member : members_) {
      const auto status = member.process->ended();
      if (!status || std::exchange(member.is_told_of, true)) continue;
      complain(kExitFailed,
               fmt::format("node {} ({}) {}; start it again with: {} broker --config {}",
                           member.node.id, member.node.roles(), how_it_ended(*status),
                           program_name(), member.node.config_file()));
      if (WIFEXITED(*status) && WEXITSTATUS(*status) != 0)
        std::fputs(last_lines(member.node.log_file()).c_str(), stderr);
    }
  }

  /// One after the other, so that each finds others to hand over to; controllers last, for without
  /// them no broker can.
  int stop() {
    int status = kExitOk;
    for (const bool is_last_round : {false, true})
      for (Member& member : members_)
        if (member.node.is_controller == is_last_round) status = std::max(status, stop(member));
    return status;
  }

  int stop(Member& member) {
    if (!member.process->is_running()) return kExitOk;
    const auto until = Clock::now() + patience_;
    member.process->signal(SIGTERM);
    while (member.process->is_running() && Clock::now() < until && asked_ < 2)
      wait(until);
    if (!member.process->is_running()) {
      if (*member.process->ended() == 0) return kExitOk;
      return complain(kExitFailed, fmt::format("node {} {}", member.node.id,
                                               how_it_ended(*member.process->ended())));
    }
    member.process->signal(SIGKILL);
    return complain(kExitForced, fmt::format("node {} does not end and is killed", member.node.id));
  }

  Signals signals_;
  ClusterPlan plan_;
  std::vector<std::string> timers_;
  bool json_;
  std::vector<Member> members_;
  milliseconds patience_ = kStopPatience;
  int asked_ = 0;
  bool is_asked_to_stop_ = false;
};

int run_cluster(const ClusterOptions& options, bool json) {
  const auto begun = Clock::now();
  auto plan = plan_cluster(options);
  if (!plan) return complain(kExitConfig, plan.error());
  if (plan->is_new)
    if (const auto written = write_cluster(*plan, options); !written)
      return complain(kExitIo, written.error());
  auto timers = check_cluster(*plan);
  if (!timers) {
    if (plan->is_new) discard_cluster(*plan);
    return complain(kExitConfig, timers.error());
  }
  return Cluster(*std::move(plan), *std::move(timers), json).run(begun);
}

}  // namespace

void add_cluster(Commands& commands) {
  auto options = std::make_shared<ClusterOptions>();
  auto json = std::make_shared<bool>(false);
  CLI::App& app = commands.add(
      "cluster", "Run brokers and controllers as real processes on this machine.",
      {.example = "faultline cluster --brokers 3\n"
                  "  faultline cluster --brokers 3 --controllers 3 --dir six --base-port 9092",
       .exits = "0 stopped by SIGTERM or SIGINT, 1 a node or all of them failed, 69 not ready in\n"
                "time, 74 disk or socket failed, 78 wrong configuration"},
      [options, json] { return run_cluster(*options, *json); });
  app.add_option("-n,--brokers", options->brokers, "How many brokers; 3 without")
      ->check(CLI::Range(1, kClusterBrokersMax));
  app.add_option("--controllers", options->controllers,
                 "How many controllers of their own; without, the first three brokers (or all that "
                 "there are) are controllers, too")
      ->check(CLI::Range(1, kClusterControllersMax));
  app.add_option("-d,--dir", options->directory, "Where the nodes' files are; kept at the end")
      ->capture_default_str();
  app.add_option("-p,--base-port", options->base_port,
                 "Brokers have the ports from here on, controllers those behind; free ones without")
      ->check(CLI::Range(1, 65'000));
  app.add_option("-c,--config", options->properties,
                 "KEY=VALUE for every node's file, may be repeated");
  app.add_flag("--json", *json, "Say that it is ready in one line of JSON");
}

}  // namespace fl::cli
