#include "apps/bourse/dev.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "apps/bourse/data_directory.h"
#include "apps/bourse/dev_certificates.h"
#include "apps/bourse/dev_keys.h"
#include "apps/bourse/dev_people.h"
#include "apps/bourse/history_writer.h"
#include "apps/bourse/house_market.h"
#include "services/engine/recovery.h"
#include "services/engine/sqlite_journal.h"
#include "services/engine/sqlite_snapshot_store.h"
#include "services/gateway/gateway.h"
#include "services/gateway/json_writer.h"

namespace bourse::apps {

namespace {

constexpr std::int64_t kBackFill_ns = 8LL * 3'600 * 1'000'000'000;
constexpr std::uint64_t kFirstEpoch = 1;
constexpr std::int64_t kDayInWindows = 24 * 360;  // of 10 seconds

using Start = std::chrono::steady_clock::time_point;

// What a person who starts bourse is told about the data it found or made.
struct History {
    std::uint64_t commands = 0;
    std::string remark;
};

class Dev {
public:
    Dev(const DevOptions& options, DataDirectory directory)
        : options_(options), directory_(std::move(directory)) {}

    Expected<void, std::string> Open();
    void Serve();
    void PrintReady(double seconds) const;
    // Whole or not at all, as soon as the venue answers.
    Expected<void, std::string> WritePortsFile() const;
    void Stop();

private:
    Expected<void, std::string> OpenStores();
    Expected<void, std::string> OpenGateway();
    Expected<exchange::Exchange, std::string> ReplayHistory();
    Expected<exchange::Exchange, std::string> MakeHistory(exchange::Exchange exchange);
    bool has_house() const { return options_.market == "sim"; }
    std::string Url() const {
        const std::string_view secure = options_.has_tls ? "s" : "";
        return fmt::format("http{}://127.0.0.1:{}", secure, gateway_->port());
    }

    const DevOptions& options_;
    DataDirectory directory_;
    DevKeys keys_;
    DevCertificates certificates_;
    engine::SystemClock clock_;
    std::unique_ptr<engine::SqliteJournal> journal_;
    std::unique_ptr<engine::SqliteSnapshotStore> snapshots_;
    std::unique_ptr<HouseMarket> house_;
    std::unique_ptr<identity::Identity> people_;
    std::unique_ptr<admin::Admin> admin_;
    std::unique_ptr<gateway::Gateway> gateway_;
    std::unique_ptr<engine::Engine> engine_;
    History history_;
};

engine::EngineOptions MakeEngineOptions() {
    engine::EngineOptions options;
    options.epoch = kFirstEpoch;
    // What was not acknowledged is unknown to its clients; recovery decides.
    options.on_fault = [](const engine::JournalError& error) {
        fmt::print(stderr, "bourse: the journal failed: {}; stopping at once\n", error.message);
        std::_Exit(EXIT_FAILURE);
    };
    options.on_snapshot_fault = [](const std::string& error) {
        fmt::print(stderr, "bourse: a snapshot was not saved: {}; the next one will be\n", error);
    };
    return options;
}

Expected<void, std::string> Dev::OpenStores() {
    engine::SqliteJournalOptions journal_options;
    journal_options.database.path = (directory_.path() / "journal.sqlite").string();
    auto journal = engine::SqliteJournal::Open(journal_options);
    if (!journal) return Unexpected{"journal: " + journal.error().message};
    journal_ = std::move(*journal);
    sql::DatabaseOptions snapshot_options;
    snapshot_options.path = (directory_.path() / "snapshots.sqlite").string();
    auto snapshots = engine::SqliteSnapshotStore::Open(snapshot_options);
    if (!snapshots) return Unexpected{"snapshots: " + snapshots.error()};
    snapshots_ = std::move(*snapshots);
    return {};
}

Expected<exchange::Exchange, std::string> Dev::ReplayHistory() {
    const auto observe = [&](std::span<const std::byte> events) {
        gateway_->Fold(events);
        house_->Observe(events);
    };
    auto recovered = engine::Replay(*journal_, *snapshots_, observe);
    if (!recovered) return Unexpected{recovered.error()};
    history_.remark = recovered->remark;
    return std::move(recovered->exchange);
}

Expected<exchange::Exchange, std::string> Dev::MakeHistory(exchange::Exchange exchange) {
    const Timestamp end = clock_.Now();
    const Timestamp begin(end.raw() - kBackFill_ns);
    engine::Sequencer sequencer(std::move(exchange));
    const auto fold = [&](std::span<const std::byte> events) { gateway_->Fold(events); };
    HistoryWriter writer({sequencer, *journal_, kFirstEpoch}, fold);
    const auto set_up = writer.Apply(sim::SetupCommands(), begin);
    if (!set_up) return Unexpected{set_up.error()};
    const auto written = has_house() ? house_->BackFill({begin, end}, writer) : writer.Flush();
    if (!written) return Unexpected{written.error()};
    return sequencer.TakeExchange();
}

Expected<void, std::string> Dev::Open() {
    auto keys = LoadOrMakeDevKeys(directory_.path());
    if (!keys) return Unexpected{keys.error()};
    keys_ = std::move(*keys);
    auto opened = OpenStores();
    if (opened) opened = OpenGateway();
    if (!opened) return opened;
    house_ = std::make_unique<HouseMarket>(HouseMarket::Options{
        options_.seed, *sim::FindPreset(options_.preset)});
    auto exchange = ReplayHistory();
    if (exchange && exchange->sequence().raw() == 0) exchange = MakeHistory(std::move(*exchange));
    if (!exchange) return Unexpected{exchange.error()};
    history_.commands = exchange->sequence().raw();
    engine_ = std::make_unique<engine::Engine>(
        std::move(*exchange), *journal_, *snapshots_, clock_, MakeEngineOptions()
    );
    return {};
}

Expected<void, std::string> Dev::OpenGateway() {
    gateway::GatewayOptions gateway_options;
    if (options_.has_tls) {
        const std::int64_t now_s = clock_.Now().raw() / 1'000'000'000;
        auto made = LoadOrMakeDevCertificates(directory_.path(), options_.tls_names, now_s);
        if (!made) return Unexpected{made.error()};
        certificates_ = std::move(*made);
        gateway_options.tls = certificates_.context;
    }
    auto people = OpenDevPeople(directory_.path(), keys_.keys);
    if (!people) return Unexpected{people.error()};
    people_ = std::move(*people);
    auto opened_admin = OpenDevAdmin(directory_.path());
    if (!opened_admin) return Unexpected{opened_admin.error()};
    admin_ = std::move(*opened_admin);
    gateway_options.admin = admin_.get();
    gateway_options.identity = people_.get();
    gateway_options.policy = DevPolicy();
    gateway_options.port = options_.port;
    gateway_options.threads = options_.threads;
    gateway_options.has_faults = true;
    gateway_options.limits.weight_per_minute = options_.weight_limit;
    gateway_options.limits.connections_per_5_minutes = options_.connection_limit;
    gateway_options.limits.orders_per_10_seconds = options_.order_limit;
    gateway_options.limits.orders_per_day = options_.order_limit * kDayInWindows;
    try {
        gateway_ = std::make_unique<gateway::Gateway>(gateway_options, keys_.keys);
    } catch (const std::system_error& error) {
        return Unexpected{fmt::format(
            "cannot listen on port {}: {}; stop what uses it, or give another one with --port",
            options_.port,
            error.code().message()
        )};
    }
    return {};
}

void Dev::Serve() {
    engine_->Subscribe([this](const auto& batch) { gateway_->OnBatch(batch); });
    if (has_house()) engine_->Subscribe([this](const auto& batch) { house_->OnBatch(batch); });
    gateway_->Start(*engine_);
    engine_->Start();
    if (has_house()) house_->Start(*engine_, clock_);
}

void Dev::PrintReady(double seconds) const {
    const std::string_view secure = options_.has_tls ? "s" : "";
    const std::string url = Url();
    const std::string socket = fmt::format("ws{}://127.0.0.1:{}", secure, gateway_->port());
    const std::string market =
        has_house() ? fmt::format("sim, preset {}, seed {}", options_.preset, options_.seed)
                    : "none: no house orders";
    fmt::print("bourse 0.1.0  DEV MODE: simulated market, demo keys, loopback only\n");
    fmt::print("  Web      {}/trade/BTCUSDT   sign in: alice / dev, bob / dev\n", url);
    fmt::print("  Admin    {}/admin   sign in: operator / dev; approves: deputy / dev\n", url);
    fmt::print("  REST     {}/api/v3\n", url);
    fmt::print("  Streams  {0}/ws  {0}/stream  user data {0}/ws-api/v3\n", socket);
    fmt::print("  Keys     {}  (alice, bob)\n", keys_.file.string());
    if (options_.has_tls) {
        fmt::print("  CA       {}  (not installed)\n", certificates_.authority_file.string());
    }
    fmt::print("  Market   {}, {} symbols\n", market, sim::kMarketCount);
    fmt::print(
        "  Data     {}{}, {} commands in the journal\n",
        directory_.path().string(),
        options_.is_ephemeral ? " (removed at the end)" : "",
        history_.commands
    );
    if (!certificates_.remark.empty()) fmt::print("  Note     {}\n", certificates_.remark);
    if (!history_.remark.empty()) fmt::print("  Note     {}\n", history_.remark);
    fmt::print("ready in {:.1f} s  {}/\n", seconds, url);
    std::fflush(stdout);
}

Expected<void, std::string> Dev::WritePortsFile() const {
    std::string text;
    gateway::JsonWriter json(text);
    json.BeginObject().Key("pid").Number(::getpid()).Key("port").Number(gateway_->port());
    json.Key("url").String(Url());
    json.Key("keys").String(std::filesystem::absolute(keys_.file).string());
    json.Key("data").String(std::filesystem::absolute(directory_.path()).string()).EndObject();
    return WritePrivateFile(options_.ports_file, text + "\n");
}

void Dev::Stop() {
    if (house_) house_->Stop();
    gateway_->Stop();
    engine_->Stop();
}

// Blocked in every thread that starts afterwards, so that sigwait gets them.
sigset_t BlockStopSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    return signals;
}

// Each connection is a file, and the usual limit is 1,024.
void AllowFiles() {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

int Fail(const std::string& what) {
    fmt::print(stderr, "bourse: {}\n", what);
    return EXIT_FAILURE;
}

}  // namespace

int RunDev(const DevOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const sigset_t stop_signals = BlockStopSignals();
    AllowFiles();
    // Whoever waits for the file must not find that of an earlier run.
    std::error_code ignored;
    const bool tells_ports = !options.ports_file.empty();
    if (tells_ports) std::filesystem::remove(options.ports_file, ignored);
    auto directory =
        options.is_ephemeral ? DataDirectory::MakeEphemeral() : DataDirectory::Open(options.data);
    if (!directory) return Fail(directory.error());
    Dev dev(options, std::move(*directory));
    const auto opened = dev.Open();
    if (!opened) return Fail(opened.error());
    dev.Serve();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    const auto told = tells_ports ? dev.WritePortsFile() : Expected<void, std::string>();
    if (!told) {
        dev.Stop();
        return Fail(told.error());
    }
    dev.PrintReady(elapsed.count());
    int signal_number = 0;
    sigwait(&stop_signals, &signal_number);
    fmt::print("stopping\n");
    dev.Stop();
    if (tells_ports) std::filesystem::remove(options.ports_file, ignored);
    return EXIT_SUCCESS;
}

}  // namespace bourse::apps
