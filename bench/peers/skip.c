/* R0, one life at a time, from one event to the next: the yardstick of what the machine can do.
 *
 * Every act, bonus, loan and journey of an agent is one Poisson stream of a ceiling rate; what comes is drawn by its
 * share, and an act is thinned by the chill of the band that the day began in. A chance p a day is a rate -ln(1 - p)
 * of which one or more count once. Each agent has a random stream of its own (splitmix64). */
#include <math.h>
#include <stdint.h>

enum { BANDS = 6, REGIONS = 32, START = 1000, HIGHEST = 1300 };
static const int CUTS[5] = {600, 850, 960, 1030, 1050};
static const float KEEP[BANDS] = {1.0f, 0.95f, 0.90f, 0.80f, 0.70f, 0.60f};

static inline uint64_t next(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

static inline int band_of(int score) {
    int band = 0;
    for (int j = 0; j < 5; j++) band += score >= CUTS[j];
    return band;
}

/* Lives agents first to last for all days. neg and pos are rates a day; the counts are added to, day by day:
 * bands[days][6] and regions[days][32] hold changes, loans[days][6] loans by band, denied[days]. */
void live(uint64_t seed, int64_t first, int64_t last, int32_t days, const float *neg, const float *pos,
          const uint8_t *region, int16_t *scores, int32_t *bands, int32_t *regions, int32_t *loans, int32_t *denied) {
    const float bonus = -logf(0.95f), loan = -logf(0.999f), travel = -logf(0.997f);
    for (int64_t i = first; i < last; i++) {
        uint64_t state = seed + (uint64_t)i * 0xD1342543DE82EF95ULL;
        state = next(&state);
        const float seen = 0.6f * neg[i], total = seen + pos[i] + bonus + loan + travel, gap = -1.0f / total;
        int score = scores[i], band = band_of(score), today = -1;
        int change = 0, hit = 0, lucky = 0, asks = 0, travels = 0;
        float t = 0.0f;
        for (;;) {
            const uint64_t word = next(&state);
            t += gap * logf(((uint32_t)(word >> 40) + 0.5f) * 0x1p-24f);
            const int day = t < (float)days ? (int)t : days;
            if (day != today && today >= 0) {
                int after = score + change + (lucky && !hit);
                after = after < 0 ? 0 : after > HIGHEST ? HIGHEST : after;
                if (after != score) {
                    const int now = band_of(after);
                    regions[(int64_t)today * REGIONS + region[i]] += after - score;
                    bands[today * BANDS + band]--;
                    bands[today * BANDS + now]++;
                    score = after;
                    band = now;
                }
                loans[today * BANDS + band] += asks;
                denied[today] += travels && band == 0;
                change = hit = lucky = asks = travels = 0;
            }
            if (day == days) break;
            today = day;
            float what = (float)(word & 0xFFFFFF) * 0x1p-24f * total;
            if (what < seen) {
                const uint64_t more = next(&state);
                if ((float)(more >> 40) * 0x1p-24f < KEEP[band]) {
                    const float u = (float)(more & 0xFFFFFF) * 0x1p-24f;
                    change -= u < 0.5f ? 5 : u < 0.8f ? 10 : u < 0.95f ? 20 : 50;
                    hit = 1;
                }
            } else if ((what -= seen) < pos[i]) {
                change += 1 + (int)((next(&state) >> 32) * 5 >> 32);
            } else if ((what -= pos[i]) < bonus) {
                lucky = 1;
            } else if ((what -= bonus) < loan) {
                asks = 1;
            } else {
                travels = 1;
            }
        }
        scores[i] = (int16_t)score;
    }
}
