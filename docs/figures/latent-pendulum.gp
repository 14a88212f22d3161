# Draws latent-pendulum.svg and latent-pendulum.png from latent-pendulum.csv; run in this folder: gnuplot latent-pendulum.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1840,880 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1840,880 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'latent-pendulum.svg'; outputs[2] = 'latent-pendulum.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,4 rowsfirst title 'A pendulum seen in pictures' font ',15'
  set title 'return' font ',13'
  set xlabel 'iteration'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    -151.3788326055474 with lines lw 1.5 dt 2 lc rgb '#606060' title 'true dynamics', \
    -1138.6263954701415 with lines lw 1.5 dt 3 lc rgb '#606060' title 'random actions', \
    'latent-pendulum.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'planned in the latent space'
  set title 'seen 1' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:255.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using ($5+0*$7):($6):($5-0.53):($5+0.5):($6-0.53):($6+0.5):($7) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'seen 2' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:255.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using ($8+0*$10):($9):($8-0.53):($8+0.5):($9-0.53):($9+0.5):($10) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'seen 3' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:255.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using ($11+0*$13):($12):($11-0.53):($11+0.5):($12-0.53):($12+0.5):($13) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'errors on new steps' font ',13'
  set xlabel 'iteration'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'share not told'
  set logscale y
  set format y '%g'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using 1:15:16 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'latent-pendulum.csv' skip 1 using 1:18:19 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'latent-pendulum.csv' skip 1 using 1:21:22 with filledcurves lc rgb '#009E73' fillstyle transparent solid 0.2 noborder notitle, \
    'latent-pendulum.csv' skip 1 using 1:14 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'picture', \
    'latent-pendulum.csv' skip 1 using 1:17 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'next latent state', \
    'latent-pendulum.csv' skip 1 using 1:20 with lines lw 2.5 dt 1 lc rgb '#009E73' title 'reward'
  set title 'reconstructed 1' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:255.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using ($23+0*$25):($24):($23-0.53):($23+0.5):($24-0.53):($24+0.5):($25) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'reconstructed 2' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:255.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using ($26+0*$28):($27):($26-0.53):($26+0.5):($27-0.53):($27+0.5):($28) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'reconstructed 3' font ',13'
  set xlabel 'column'
  unset logscale x
  set format x '%h'
  set xrange [0.0:16.0]
  set ylabel 'row'
  unset logscale y
  set format y '%h'
  set yrange [16.0:0.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'grey'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:255.0]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'latent-pendulum.csv' skip 1 using ($29+0*$31):($30):($29-0.53):($29+0.5):($30-0.53):($30+0.5):($31) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  unset multiplot
  unset output
}
