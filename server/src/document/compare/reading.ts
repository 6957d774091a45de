/** Which units are read together, and how many words it takes. */
import type { Flow, FlowCosts } from './flows.ts'

interface Trade {
  gone: Flow[]
  come: Flow[]
  won: number
}

export class Reading {
  private readonly ofOld = new Map<number, Flow>()
  private readonly ofNew = new Map<number, Flow>()
  private readonly costs: FlowCosts
  private readonly most: number
  private cost: number

  /** @param most it should take no more words than this */
  constructor(flows: readonly Flow[], costs: FlowCosts, most: number) {
    this.costs = costs
    this.most = most
    this.cost = this.sum(flows)
    for (const flow of flows) this.put(flow)
  }

  /** How many words it takes too many; none where this is not above 0. */
  get excess(): number {
    return this.cost - this.most
  }

  flows(): Set<Flow> {
    return new Set([...this.ofOld.values(), ...this.ofNew.values()])
  }

  /** Reads these units together, those first by which most is won, until it takes few enough; unless `all`, none that wins nothing. */
  trade(components: readonly Flow[], all = false): void {
    const wins = components.map((component) => ({ component, won: this.tradeFor(component).won }))
    for (const { component } of wins.sort((x, y) => y.won - x.won)) {
      if (this.excess <= 0) return
      const trade = this.tradeFor(component)
      if (trade.won > 0 || all) this.make(trade)
    }
  }

  private make({ come, won }: Trade): void {
    for (const flow of come) this.put(flow)
    this.cost -= won
  }

  private put(flow: Flow): void {
    for (const i of flow.olds) this.ofOld.set(i, flow)
    for (const j of flow.news) this.ofNew.set(j, flow)
  }

  /** What these units were read with goes on without them. */
  private tradeFor({ olds, news }: Flow): Trade {
    const gone = new Set<Flow>()
    for (const i of olds) gone.add(this.ofOld.get(i) as Flow)
    for (const j of news) gone.add(this.ofNew.get(j) as Flow)
    const left = [...gone].flatMap((flow) =>
      this.best({ olds: without(flow.olds, olds), news: without(flow.news, news) }),
    )
    const come = [{ olds, news }, ...left]
    return { gone: [...gone], come, won: this.sum([...gone]) - this.sum(come) }
  }

  /** Read together only where they have words in common. */
  private best(flow: Flow): Flow[] {
    const apart = [
      ...flow.olds.map((i): Flow => ({ olds: [i], news: [] })),
      ...flow.news.map((j): Flow => ({ olds: [], news: [j] })),
    ]
    return flow.olds.length > 0 && flow.news.length > 0 && this.costs.of(flow) < this.sum(apart) ? [flow] : apart
  }

  private sum(flows: readonly Flow[]): number {
    return flows.reduce((sum, flow) => sum + this.costs.of(flow), 0)
  }
}

function without(all: readonly number[], some: readonly number[]): number[] {
  return all.filter((each) => !some.includes(each))
}
