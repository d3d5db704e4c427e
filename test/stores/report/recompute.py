"""Recomputes a report's figures from the raw rows of a ledger file, one decision at a time.

Shares no code, no SQL and no column of sums with what it checks: from `decisions` it reads only what was
decided, from `charges`, `attempts`, `candidates` and `outcomes` all the rest. Prints one JSON object.

usage: recompute.py FILE FROM_MS DAY_MS DAYS [ROUTER]
"""
import json
import math
import sqlite3
import sys

FILE, FROM, DAY, DAYS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
ROUTER = sys.argv[5] if len(sys.argv) > 5 else None
PURPOSES = ["answer", "draft", "failed", "judge", "check", "embedding", "shadow"]

db = sqlite3.connect(f"file:{FILE}?mode=ro", uri=True)
db.row_factory = sqlite3.Row


def children(table, order):
    rows = {}
    for row in db.execute(f"SELECT * FROM {table} ORDER BY decision_seq, {order}"):
        rows.setdefault(row["decision_seq"], []).append(row)
    return rows


charges, attempts, candidates = children("charges", "position"), children("attempts", "position"), children("candidates", "position")
outcomes = {}
for row in db.execute("SELECT * FROM outcomes"):
    outcomes.setdefault(row["decision_id"], []).append(row)


def price(model, usage):
    """Nano-USD; None where the price is not known."""
    if model["price"] is None:
        return None
    tier = [t for t in json.loads(model["price"])["tiers"] if t["fromInputTokens"] <= usage[0]][-1]
    return (usage[0] * tier["inputUsdPerMTok"] + usage[1] * tier["outputUsdPerMTok"]) * 1000


def rows_of(decision, day):
    kind, model = decision["result_kind"], decision["model_id"]
    route = "Fallback" if kind == "fallback" else "Cancelled" if kind == "cancelled" else model
    return [("total", ""), ("router", decision["router_id"]), ("strategy", decision["strategy"]), ("route", route), ("day", str(day))]


def empty():
    return {
        "requests": 0, "answered": 0, "cheap": 0, "degraded": 0, "escalated": 0, "fallback": {}, "unknown": 0, "input": 0, "cached": 0,
        "cost": {p: 0 for p in PURPOSES}, "latencies": [], "pairs": {}, "scores": [], "goods": [], "rated": {},
    }


rows = {}
for d in db.execute("SELECT seq, id, at_ms, router_id, strategy, degraded, result_kind, model_id, failure FROM decisions"):
    day = (d["at_ms"] - FROM) // DAY
    if not 0 <= day < DAYS or (ROUTER is not None and d["router_id"] != ROUTER):
        continue
    mine, tries, models = charges.get(d["seq"], []), attempts.get(d["seq"], []), candidates.get(d["seq"], [])
    strongest = max(models, key=lambda m: m["rank"], default=None)
    answered = d["result_kind"] == "answered"
    cheap = answered and d["model_id"] != strongest["model_id"]
    answer = next((c for c in mine if c["purpose"] == "answer" and c["decision_id"] == d["id"]), None)
    pairs = {}
    if all(c["cost_nano_usd"] is not None for c in mine if c["purpose"] != "shadow") and d["result_kind"] != "routed":
        spent = sum(c["cost_nano_usd"] for c in mine if c["purpose"] != "shadow")
        if not answered:
            pairs = {m: (spent, 0) for m in ["strongest", "maker/small", "maker/medium", "maker/large"]}
        elif answer is not None and answer["input_tokens"] is not None:
            usage = (answer["input_tokens"], answer["output_tokens"])
            for m in models:
                base = answer["cost_nano_usd"] if m["model_id"] == d["model_id"] else price(m, usage)
                pairs[m["model_id"]] = (spent, base)
            pairs["strongest"] = pairs[strongest["model_id"]]
    for key in rows_of(d, day):
        row = rows.setdefault(key, empty())
        row["requests"] += 1
        row["answered"] += answered
        row["cheap"] += cheap
        if answer is not None and answer["input_tokens"] is not None:
            row["input"] += answer["input_tokens"]
            row["cached"] += answer["cached_input_tokens"]
        row["degraded"] += d["degraded"]
        row["escalated"] += any(t["why"] == "escalation" for t in tries)
        if d["result_kind"] == "fallback":
            row["fallback"][d["failure"]] = row["fallback"].get(d["failure"], 0) + 1
        for c in mine:
            row["cost"][c["purpose"]] += c["cost_nano_usd"] or 0
            row["unknown"] += c["cost_nano_usd"] is None and c["purpose"] != "shadow"
        if answered:
            row["latencies"].append(tries[-1]["ended_ms"] - tries[0]["started_ms"])
        for m, pair in pairs.items():
            row["pairs"].setdefault(m, []).append(pair)
        for o in outcomes.get(d["id"], []):
            if o["source"] != "audit":
                r = row["rated"].setdefault(o["model_id"], [0, 0])
                r[0] += 1
                r[1] += o["score"]
            elif cheap and o["model_id"] == d["model_id"]:
                row["scores"].append((1 / o["inclusion_probability"], o["score"]))
                row["goods"].append((1 / o["inclusion_probability"], float(o["score"] >= 0.5)))


def percentile(values, share):
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else None


def hajek(pairs):
    """Estimate and its standard error, from the values themselves."""
    if not pairs:
        return None
    total = sum(w for w, _ in pairs)
    mean = sum(w * y for w, y in pairs) / total
    n = len(pairs)
    variance = n / (n - 1) * sum((w * (y - mean)) ** 2 for w, y in pairs) / total**2 if n > 1 else None
    return {"mean": mean, "error": math.sqrt(variance) if variance is not None else None, "n": n}


def saving(pairs):
    if not pairs or any(base is None for _, base in pairs):
        return None
    spent, base, n = sum(p[0] for p in pairs), sum(p[1] for p in pairs), len(pairs)
    if base == 0:
        return None
    ratio = spent / base
    error = math.sqrt(n / (n - 1) * sum((s - ratio * b) ** 2 for s, b in pairs)) / base if n > 1 else None
    return {"share": 1 - ratio, "error": error, "n": n, "spent": spent / 1e9, "base": base / 1e9}


print(json.dumps([
    {
        "by": by, "name": name, "requests": r["requests"], "answered": r["answered"], "cheap": r["cheap"], "degraded": r["degraded"], "escalated": r["escalated"],
        "fallback": r["fallback"], "unknown": r["unknown"], "hits": r["cached"] / r["input"] if r["input"] else None, "cost": {p: c / 1e9 for p, c in r["cost"].items()},
        "p50": percentile(r["latencies"], 0.5), "p95": percentile(r["latencies"], 0.95),
        "savings": {m: saving(p) for m, p in r["pairs"].items()}, "score": hajek(r["scores"]), "good": hajek(r["goods"]), "rated": r["rated"],
    }
    for (by, name), r in rows.items()
]))
