// Runs a fuzz target over a corpus and over mutations of it, the same ones every time: corpus_replay DIRECTORY MUTATIONS
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::string> readCorpus(const char* directory) {
    std::set<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        paths.insert(entry.path());
    std::vector<std::string> inputs;
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return inputs;
}

class Mutator {
public:
    explicit Mutator(const std::vector<std::string>& corpus) : m_corpus(corpus) {}

    std::string next() {
        std::string input = any();
        for (std::size_t changes = 1 + below(4); changes > 0; --changes)
            change(input);
        return input;
    }

private:
    std::size_t below(std::size_t bound) { return m_random() % bound; }
    const std::string& any() { return m_corpus[below(m_corpus.size())]; }

    void change(std::string& input) {
        const std::size_t at = below(input.size() + 1);
        const std::size_t length = std::min(input.size() - at, below(8));
        const std::string& other = any();
        const std::size_t from = below(other.size() + 1);
        switch (below(5)) {
        case 0: input.erase(at, length); break;
        case 1: input.insert(at, 1, static_cast<char>(below(256))); break;
        case 2: input.insert(at, other, from, 1 + below(24)); break;
        case 3: input.insert(at, input.substr(at, length)); break;
        default: input.replace(at, length, other, from, below(12)); break;
        }
    }

    const std::vector<std::string>& m_corpus;
    std::mt19937_64 m_random{20240601};
};

void run(const std::string& input) { LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size()); }

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s CORPUS-DIRECTORY MUTATIONS\n", argv[0]);
        return 2;
    }
    const std::vector<std::string> corpus = readCorpus(argv[1]);
    if (corpus.empty()) {
        std::fprintf(stderr, "%s: no input in %s\n", argv[0], argv[1]);
        return 1;
    }
    for (const std::string& input : corpus)
        run(input);
    Mutator mutator(corpus);
    const long mutations = std::strtol(argv[2], nullptr, 10);
    for (long i = 0; i < mutations; ++i)
        run(mutator.next());
    std::printf("%zu inputs and %ld mutations\n", corpus.size(), mutations);
    return 0;
}
