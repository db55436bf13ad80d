/** Counters, gauges and histograms of a run. @module */

export {
  type Counter,
  counter,
  currentMetrics,
  DURATION_MS,
  type Gauge,
  gauge,
  type Histogram,
  histogram,
  type Labelled,
  labelled,
} from "./instruments.ts";
export {
  type HistogramSnapshot,
  type Instrument,
  MetricsRegistry,
  type MetricsSnapshot,
} from "./registry.ts";
